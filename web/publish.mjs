// Finishes the site at the end of each build; Trunk runs this.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const site = process.env.TRUNK_STAGING_DIR;
const program = readdirSync(site).find((name) => /^netsplit-web-\w+_bg\.wasm$/.test(name));
if (!program) throw new Error(`there is no program in ${site}`);

// The interface for other pages has a name that stays: it loads the program by the name that Trunk has given it.
const source = readFileSync(new URL("netsplit.js", import.meta.url), "utf8");
writeFileSync(path.join(site, "netsplit.js"), source.replaceAll("PROGRAM", program.replace("_bg.wasm", "")));

// The labs, run natively: the toolchain may be another than that of the page.
const { RUSTUP_TOOLCHAIN, ...own } = process.env;
execFileSync("cargo", ["run", "--quiet", "--package", "netsplit-site", "--", site], { env: own, stdio: "inherit" });

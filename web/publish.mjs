// Gives the interface for other pages a name that stays: writes netsplit.js, which loads the program by the name that
// Trunk has given it. Trunk runs this at the end of each build.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const site = process.env.TRUNK_STAGING_DIR;
const program = readdirSync(site).find((name) => /^netsplit-web-\w+_bg\.wasm$/.test(name));
if (!program) throw new Error(`there is no program in ${site}`);
const source = readFileSync(new URL("netsplit.js", import.meta.url), "utf8");
writeFileSync(path.join(site, "netsplit.js"), source.replaceAll("PROGRAM", program.replace("_bg.wasm", "")));

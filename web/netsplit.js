// Netsplit for other pages and for workers: import { run, parse, References } from ".../netsplit.js". netsplit.d.ts has the types.
// publish.mjs writes the name of the program, which changes with each build.
import load, { References, parse as read, run as start } from "./PROGRAM.js";

await load({ module_or_path: new URL("./PROGRAM_bg.wasm", import.meta.url) });

/** The address of the site: labs are fetched from there when they are asked for. */
const home = new URL("./", import.meta.url).href;

export const run = (scenario, options) => start(scenario, options, home);
export const parse = (link) => read(link, home);
export { References };

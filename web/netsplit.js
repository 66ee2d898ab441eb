// Netsplit for other pages and for workers: import { run, parse, References } from ".../netsplit.js". netsplit.d.ts has the types.
// publish.mjs writes the name of the program, which changes with each build.
import load, { References, parse, run } from "./PROGRAM.js";

await load({ module_or_path: new URL("./PROGRAM_bg.wasm", import.meta.url) });

export { References, parse, run };

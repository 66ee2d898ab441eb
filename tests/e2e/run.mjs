// Runs the suites: `node run.mjs [part of a name]`. Each suite exports `tests`, functions by name.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { PATIENCE, RESULTS, World, launch, serve } from "./harness.mjs";

/** No test may take longer; those that visit every lab say how long they need by a `minutes` of their own. */
const LIMIT = 3 * PATIENCE;

const only = process.argv[2]?.toLowerCase() ?? "";

async function collect() {
  const folder = new URL("./suites/", import.meta.url);
  const all = [];
  for (const file of readdirSync(folder).sort()) {
    const { tests } = await import(new URL(file, folder));
    for (const [name, test] of Object.entries(tests)) {
      if (test.notInFirefox && process.env.FIREFOX) continue;
      all.push({ name: `${file.replace(".mjs", "")}: ${name}`, test });
    }
  }
  return all.filter(({ name }) => name.toLowerCase().includes(only));
}

async function within(limit, work) {
  const end = new AbortController();
  const late = delay(limit, null, { signal: end.signal }).then(() => {
    throw new Error(`it was not done after ${limit / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    end.abort();
    late.catch(() => {});
  }
}

async function attempt({ name, test }, browser, site) {
  const world = new World(browser, site);
  const start = performance.now();
  try {
    await within(test.minutes ? test.minutes * 60_000 : LIMIT, test(world));
    if (world.complaints.length) throw new Error(world.complaints.join("\n"));
    console.log(`ok      ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    report(name, error, world);
    await world.picture(name.replaceAll(/\W+/g, "-")).catch(() => {});
    return false;
  } finally {
    await world.close().catch(() => {});
  }
}

function report(name, error, { complaints }) {
  const reasons = [error.message, ...complaints.filter((complaint) => !error.message.includes(complaint))];
  console.log(`FAILED  ${name}`);
  console.log(stripVTControlCharacters(reasons.join("\n")).trim().replaceAll(/^/gm, "        "));
}

async function main() {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const tests = await collect();
  const site = await serve();
  const browser = await launch();
  let passed = 0;
  for (const test of tests) {
    passed += await attempt(test, browser, site);
  }
  await browser.close();
  site.close();
  console.log(`\n${passed} passed, ${tests.length - passed} failed`);
  // No test at all is a mistake in the name, not a success.
  process.exitCode = passed === tests.length && passed > 0 ? 0 : 1;
}

await main().catch((error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});

// Memory: what a drag leaves behind is what the next one uses.

import assert from "node:assert/strict";
import { drag, memory } from "../page.mjs";

const PAGE_OF_WASM = 65_536;

async function staysFlat(world) {
  const page = await world.open();
  await drag(page, 100, 1);
  const before = await memory(page);
  await drag(page, 200, 1);
  const after = await memory(page);
  // A program's memory never shrinks, and its gaps move: it may grow once more. Two hundred runs that stay would be gigabytes.
  assert.ok(after.page - before.page <= 16 * PAGE_OF_WASM, `the page's program grew from ${before.page} to ${after.page} bytes`);
  assert.ok(after.worker - before.worker <= before.worker / 2, `the worker's grew from ${before.worker} to ${after.worker} bytes`);
  assert.ok(after.heap < before.heap * 1.1 + 1e6, `objects grew from ${before.heap} to ${after.heap} bytes`);
  assert.ok(after.nodes < before.nodes * 1.2 + 200, `elements grew from ${before.nodes} to ${after.nodes}`);
  assert.ok(after.listeners < before.listeners * 1.2 + 50, `listeners grew from ${before.listeners} to ${after.listeners}`);
}
staysFlat.minutes = 6;
// A worker of Firefox cannot be asked from outside what it holds.
staysFlat.notInFirefox = true;

export const tests = { "two hundred moves of a slider leave nothing behind": staysFlat };

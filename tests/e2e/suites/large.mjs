// Systems as large as a scenario may be.

import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { afterRun, button, diagram, node, nodes, slider, state } from "../page.mjs";

/** A tree of so many nodes, each of which calls two others. */
function tree(count, replicas) {
  const service = (index) => {
    const callees = [2 * index + 1, 2 * index + 2].filter((callee) => callee < count - 1).map((callee) => `s${callee}`);
    const any = [{ work: "1ms" }, ...(callees.length ? [{ parallel: callees }] : [])];
    return { kind: "service", replicas, concurrency: 1000, handlers: { any } };
  };
  const services = Array.from({ length: count - 1 }, (_, index) => [`s${index}`, service(index)]);
  const scenario = {
    v: 1,
    duration: "2s",
    nodes: { users: { kind: "client" }, ...Object.fromEntries(services) },
    workload: { users: { loop: "open", to: "s0", rate: "20/s" } },
    controls: [{ name: "rate", label: "Rate", path: "workload.users.rate", from: "10/s", to: "50/s" }],
  };
  return `#s1=${deflateRawSync(JSON.stringify(scenario)).toString("base64url")}`;
}

/** Height of the smallest letters of a node, in pixels of the screen. */
const letters = (page) =>
  node(page, "s0")
    .locator("text")
    .evaluateAll((all) => Math.min(...all.map((text) => text.getBoundingClientRect().height)));

/** It is drawn, can be read, and answers. */
async function drawn(world, replicas, options) {
  const page = await world.open(tree(200, replicas), options);
  assert.equal(await state(page), "ready");
  assert.equal(await nodes(page).count(), 200);
  assert.ok((await letters(page)) >= 11, `letters are ${await letters(page)} high`);
  assert.ok(await node(page, "users").isVisible(), "it starts where requests come from");
  await afterRun(page, () => slider(page, "rate").press("Home"));
  return page;
}

export const tests = {
  "two hundred nodes are drawn to be read, and answer": async (world) => {
    const page = await drawn(world, 1);
    const wide = (await diagram(page).boundingBox()).width;
    await button(page, /^show all$/i).click();
    await page.waitForFunction((wide) => document.querySelector("svg[data-diagram]").getBoundingClientRect().width < wide / 2, wide);
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= 1280, "nothing sticks out sideways");
    await button(page, /^enlarge$/i).waitFor();
  },

  "two thousand processes are drawn to be read, and answer": async (world) => {
    await drawn(world, 10);
  },

  "two hundred nodes are drawn on a phone": async (world) => {
    await drawn(world, 1, { viewport: { width: 390, height: 844 } });
  },
};

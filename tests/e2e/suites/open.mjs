// Opening the page.

import assert from "node:assert/strict";
import { CONTROL, LAB, afterRun, alert, calls, diagram, metrics, nodes, runs, slider, state } from "../page.mjs";

/** Keeps every worker that the page makes, so that a test can let one die. */
function keepWorkers() {
  const Plain = globalThis.Worker;
  globalThis.made = [];
  globalThis.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      globalThis.made.push(this);
    }
  };
}

export const tests = {
  "opens and runs": async (world) => {
    const page = await world.open();
    assert.equal(await state(page), "ready");
    assert.ok((await runs(page)) >= 1, "a run was counted");
    assert.ok(await diagram(page).isVisible(), "the diagram is to be seen");
    assert.ok((await nodes(page).count()) >= 2, "the diagram has nodes");
    assert.ok((await calls(page).count()) >= 1, "the diagram has calls");
    assert.ok(Object.values(await metrics(page)).every(Boolean), "every tile has a value");
    assert.equal(await alert(page).isVisible(), false, "no error is shown");
  },

  "the same link gives the same numbers": async (world) => {
    const [one, other] = [await world.open(`?lab=${LAB}&seed=7`), await world.open(`?lab=${LAB}&seed=7`)];
    const numbers = await metrics(one);
    assert.ok(Object.keys(numbers).length > 0, "there are tiles");
    assert.deepEqual(await metrics(other), numbers);
  },

  "a link says where the timeline stands": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=3s`);
    await page.waitForFunction(
      () => Math.abs(Number(document.querySelector("[data-timeline]")?.getAttribute("aria-valuenow")) - 3) < 0.01,
    );
  },

  "no script of others may run": async (world) => {
    const page = await world.open();
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    const rules = Object.fromEntries(policy.split(";").map((rule) => rule.trim().split(/ (.*)/s)));
    assert.equal(rules["script-src"], "'self' 'wasm-unsafe-eval'");
    assert.equal(rules["default-src"], "'self'");
    const inline = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ran = true";
      document.body.append(script);
      return globalThis.ran === true;
    });
    assert.equal(inline, false, "an inline script is refused");
    await page.waitForTimeout(100);
    const refusals = world.complaints.filter((complaint) => /Content Security Policy|inline script/i.test(complaint));
    assert.ok(refusals.length >= 1, "the browser says so");
    world.complaints = world.complaints.filter((complaint) => !refusals.includes(complaint));
  },

  "a worker that dies is replaced and says why": async (world) => {
    const page = await world.fresh();
    await page.addInitScript(keepWorkers);
    await page.goto(world.address(`?lab=${LAB}`));
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    const die = () => globalThis.made.at(-1).dispatchEvent(new ErrorEvent("error", { cancelable: true }));
    await page.evaluate(die);
    await alert(page).getByText("The simulation was stopped").waitFor();
    await afterRun(page, () => slider(page, CONTROL.name).press("ArrowRight"));
    assert.equal(await page.evaluate(() => globalThis.made.length), 2, "there is a new worker");
    assert.equal(await state(page), "ready");
  },
};

// Things to try: a click does them, and undo takes them back.

import assert from "node:assert/strict";
import { BUTTON, LAB, afterRun, button, cursor, entry, inspector, metrics, offer, tab, typed, view } from "../page.mjs";

/** A lab whose second try shows a verdict with evidence, and whose first only looks. */
const JUDGED = "raft-partition";

const isDone = async (page, place) => (await entry(page, place).innerText()).includes("(done)");

/** Does the third try of a lab with this, and undoes it. */
async function doneAndUndone(world, act) {
  const page = await world.open(`?lab=${LAB}`);
  const before = await metrics(page);
  await afterRun(page, () => act(page, offer(page, 2)));
  assert.equal(await typed(page, "timeout").inputValue(), "100ms", "it sets a control");
  assert.notEqual((await metrics(page)).p99, before.p99, "what it says it changes has changed");
  assert.equal(await cursor(page), 12, "it moves the cursor");
  assert.ok(await isDone(page, 2), "it is marked");
  assert.equal(await page.locator(".tile.pointed").getAttribute("data-metric"), "p99");
  await afterRun(page, () => button(page, BUTTON.undo).click());
  assert.deepEqual(await metrics(page), before, "undone, the run is the same again");
  assert.ok(!(await isDone(page, 2)), "and the mark is gone");
}

export const tests = {
  "a click does a try and undo takes it back": (world) => doneAndUndone(world, (_, one) => one.click()),

  "the keyboard does a try": (world) =>
    doneAndUndone(world, async (page, one) => {
      await one.focus();
      await page.keyboard.press("Enter");
    }),

  "a try opens the evidence of a verdict": async (world) => {
    const page = await world.open(`?lab=${JUDGED}`);
    await afterRun(page, () => offer(page, 1).click());
    await view(page).waitFor();
    assert.equal(await tab(page, "Operations").getAttribute("aria-selected"), "true");
    assert.equal(await page.locator(".badge[aria-expanded=true]").count(), 1, "its badge is open");
  },

  "a try that only looks selects and runs nothing": async (world) => {
    const page = await world.open(`?lab=${JUDGED}`);
    const before = await page.locator("html").getAttribute("data-run");
    await offer(page, 0).click();
    await inspector(page).getByText("Database").first().waitFor();
    assert.equal(await cursor(page), 6);
    assert.equal(await page.locator("html").getAttribute("data-run"), before);
    await button(page, BUTTON.undo).click();
    await page.waitForFunction(() => !document.querySelector(".try .done"));
  },

  "a link opens a tab and selects": async (world) => {
    const page = await world.open(`?lab=${LAB}&tab=log&select=lb->app`);
    assert.equal(await tab(page, "Log").getAttribute("aria-selected"), "true");
    await inspector(page).waitFor();
  },
};

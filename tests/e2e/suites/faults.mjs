// Interventions: what a person breaks by hand.

import assert from "node:assert/strict";
import { BUTTON, LAB, MOMENT, NODE, afterRun, button, calls, metrics, node } from "../page.mjs";

export const tests = {
  "a crash changes the future and undo takes it back": async (world) => {
    const page = await world.open(`?lab=${LAB}&seed=7&${MOMENT}`);
    const whole = await metrics(page);
    await node(page, NODE).click();
    await afterRun(page, () => button(page, BUTTON.crash).click());
    assert.notDeepEqual(await metrics(page), whole, "the crash shows in the numbers");
    await afterRun(page, () => button(page, BUTTON.undo).click());
    assert.deepEqual(await metrics(page), whole, "undone, the run is the same again");
  },

  "a call can be cut": async (world) => {
    const page = await world.open(`?lab=${LAB}&seed=7&${MOMENT}`);
    const whole = await metrics(page);
    await calls(page).first().click({ force: true });
    await afterRun(page, () => button(page, BUTTON.cut).click());
    assert.notDeepEqual(await metrics(page), whole, "the cut shows in the numbers");
  },

  "an intervention travels in the link": async (world) => {
    const page = await world.open(`?lab=${LAB}&seed=7&${MOMENT}`);
    await node(page, NODE).click();
    await afterRun(page, () => button(page, BUTTON.crash).click());
    const broken = await metrics(page);
    const again = await world.open(page.url());
    assert.deepEqual(await metrics(again), broken);
  },
};

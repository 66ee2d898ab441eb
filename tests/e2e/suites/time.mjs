// The timeline: playing, stepping, scrubbing.

import assert from "node:assert/strict";
import { BUTTON, LAB, button, cursor, end, runs, timeline } from "../page.mjs";

const moved = (page, from) =>
  page.waitForFunction(
    (before) => Number(document.querySelector("[data-timeline]").getAttribute("aria-valuenow")) !== before,
    from,
  );

export const tests = {
  "plays and pauses": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=0s`);
    const start = await cursor(page);
    await button(page, BUTTON.play).click();
    await moved(page, start);
    await button(page, BUTTON.pause).click();
    await button(page, BUTTON.play).waitFor();
    const stopped = await cursor(page);
    assert.ok(stopped > start, "time went on");
    await page.waitForTimeout(500);
    assert.equal(await cursor(page), stopped, "time stands while paused");
  },

  "steps from event to event and back": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=1s`);
    const start = await cursor(page);
    await button(page, BUTTON.next).click();
    await moved(page, start);
    const later = await cursor(page);
    assert.ok(later > start, "the next event is later");
    await button(page, BUTTON.previous).click();
    await moved(page, later);
    assert.ok((await cursor(page)) < later, "the previous event is earlier");
  },

  "scrubbing moves the cursor and never runs again": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=0s`);
    const before = await runs(page);
    const box = await timeline(page).boundingBox();
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
    await moved(page, 0);
    const middle = await cursor(page);
    const last = await end(page);
    assert.ok(middle > 0.3 * last && middle < 0.7 * last, `half way is ${middle} of ${last} s`);
    await timeline(page).press("Home");
    await moved(page, middle);
    assert.equal(await cursor(page), 0);
    assert.equal(await runs(page), before, "no run was needed");
  },
};

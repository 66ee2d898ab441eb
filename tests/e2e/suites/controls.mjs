// Sliders and typed values.

import assert from "node:assert/strict";
import { CONTROL, LAB, afterRun, metrics, slider, typed } from "../page.mjs";

export const tests = {
  "a slider changes the numbers": async (world) => {
    const page = await world.open(`?lab=${LAB}&${CONTROL.name}=${CONTROL.high}`);
    const before = await metrics(page);
    await afterRun(page, () => slider(page, CONTROL.name).press("Home"));
    assert.notDeepEqual(await metrics(page), before);
  },

  "a value can be typed, and the slider follows": async (world) => {
    const page = await world.open(`?lab=${LAB}&${CONTROL.name}=${CONTROL.low}`);
    const before = await slider(page, CONTROL.name).inputValue();
    await afterRun(page, async () => {
      await typed(page, CONTROL.name).fill(CONTROL.high);
      await typed(page, CONTROL.name).press("Enter");
    });
    assert.notEqual(await slider(page, CONTROL.name).inputValue(), before);
  },

  "a wrong value is refused in words and the page goes on": async (world) => {
    const page = await world.open(`?lab=${LAB}&${CONTROL.name}=${CONTROL.low}`);
    await typed(page, CONTROL.name).fill("-3 bananas");
    await typed(page, CONTROL.name).press("Enter");
    await page.locator("[aria-invalid=true]:visible, [role=alert]:visible").first().waitFor();
    await afterRun(page, async () => {
      await typed(page, CONTROL.name).fill(CONTROL.high);
      await typed(page, CONTROL.name).press("Enter");
    });
  },

  "a drag across the slider ends with its last value": async (world) => {
    const page = await world.open(`?lab=${LAB}&${CONTROL.name}=${CONTROL.high}`);
    await afterRun(page, async () => {
      const box = await slider(page, CONTROL.name).boundingBox();
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width - 8, y);
      await page.mouse.down();
      for (let step = 1; step <= 20; step += 1) await page.mouse.move(box.x + (box.width - 8) * (1 - step / 20), y);
      await page.mouse.up();
    });
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    const dragged = await metrics(page);
    const address = new URL(page.url());
    address.searchParams.set(CONTROL.name, await typed(page, CONTROL.name).inputValue());
    const reopened = await world.open(`${address.search}${address.hash}`);
    assert.deepEqual(await metrics(reopened), dragged);
  },
};

// The page inside somebody else's.

import assert from "node:assert/strict";
import { BUTTON, LAB, button, diagram, state } from "../page.mjs";

export const tests = {
  "an embed shows the run without the furniture": async (world) => {
    const page = await world.open(`?lab=${LAB}&embed=1`, { viewport: { width: 800, height: 500 } });
    assert.equal(await state(page), "ready");
    assert.ok(await diagram(page).isVisible(), "the diagram is to be seen");
    assert.equal(await button(page, BUTTON.labs).isVisible(), false, "there is no gallery");
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= 800, "nothing sticks out sideways");
  },

  "a frame in a post shows the run": async (world) => {
    const page = await world.fresh();
    await page.goto(`${world.origin}/post?lab=${LAB}&embed=1`);
    const frame = page.frameLocator("iframe");
    await frame.locator('html[data-state="ready"]').waitFor();
    await frame.locator("svg[data-diagram]").first().waitFor();
  },
};

// Viewports and themes.

import assert from "node:assert/strict";
import { BUTTON, LAB, button, diagram } from "../page.mjs";

const PHONE = { width: 390, height: 844 };
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

function brightness(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).map(Number);
  return (red + green + blue) / 3;
}

async function followsSystem(world) {
  const light = await world.open(`?lab=${LAB}`, { colorScheme: "light" });
  const dark = await world.open(`?lab=${LAB}`, { colorScheme: "dark" });
  assert.ok(brightness(await background(light)) > 128, "light is bright");
  assert.ok(brightness(await background(dark)) < 128, "dark is not");
}
// Firefox cannot be told from outside which theme the system has.
followsSystem.notInFirefox = true;

export const tests = {
  "a phone needs no scrolling sideways": async (world) => {
    const page = await world.open(`?lab=${LAB}`, { viewport: PHONE, hasTouch: true, isMobile: true });
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= PHONE.width, `the page is ${width} wide`);
    assert.ok(await diagram(page).isVisible(), "the diagram is to be seen");
    const box = await diagram(page).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width, "the diagram fits");
  },

  "the theme follows the system": followsSystem,

  "the theme button changes the theme, and it stays": async (world) => {
    const page = await world.open(`?lab=${LAB}`, { colorScheme: "light" });
    const before = await background(page);
    // Light, dark and as the system says follow each other, and two of the three look the same.
    for (let press = 0; press < 3 && (await background(page)) === before; press += 1) {
      await button(page, BUTTON.theme).click();
      await page.waitForTimeout(500);
    }
    const after = await background(page);
    assert.notEqual(after, before, "the button changes the colours");
    await page.reload();
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    assert.equal(await background(page), after);
  },
};

// Accessibility: axe on every lab in both themes, and the keyboard alone.

import assert from "node:assert/strict";
import { BUTTON, LAB, button, cards, cursor, dialog, labs, timeline, violations } from "../page.mjs";

function none(found) {
  if (found.length) assert.fail(found.join("\n"));
}

async function everyLab(world, colorScheme) {
  const first = await world.open("", { colorScheme });
  const all = await labs(first);
  assert.ok(all.length > 0, "the gallery has labs");
  const found = [];
  for (const lab of all) {
    await first.goto(world.address(`?lab=${lab}`));
    await first.waitForFunction(() => document.documentElement.dataset.state === "ready");
    found.push(...(await violations(first)).map((sentence) => `${lab}: ${sentence}`));
  }
  none(found);
}

const inLight = (world) => everyLab(world, "light");
const inDark = (world) => everyLab(world, "dark");
inLight.minutes = 15;
inDark.minutes = 15;

export const tests = {
  "axe finds nothing on any lab, light": inLight,
  "axe finds nothing on any lab, dark": inDark,

  "axe finds nothing on the page of the interface": async (world) => {
    for (const colorScheme of ["light", "dark"]) {
      const page = await world.fresh({ colorScheme });
      await page.goto(world.address("api/"));
      await page.getByRole("button", { name: "Run" }).click();
      await page.locator("[data-verdict]").first().waitFor();
      none(await violations(page));
    }
  },

  "axe finds nothing in the gallery": async (world) => {
    const page = await world.open(`?lab=${LAB}`);
    await button(page, BUTTON.labs).click();
    await cards(page).first().waitFor();
    none(await violations(page));
  },

  "space plays and pauses": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=0s`);
    await page.keyboard.press("Space");
    await button(page, BUTTON.pause).waitFor();
    await page.keyboard.press("Space");
    await button(page, BUTTON.play).waitFor();
  },

  "arrows move the timeline": async (world) => {
    const page = await world.open(`?lab=${LAB}&t=1s`);
    await timeline(page).focus();
    const start = await cursor(page);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(
      (before) => Number(document.querySelector("[data-timeline]").getAttribute("aria-valuenow")) > before,
      start,
    );
    const later = await cursor(page);
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(
      (before) => Number(document.querySelector("[data-timeline]").getAttribute("aria-valuenow")) < before,
      later,
    );
  },

  "a question mark shows the keys, Escape hides them": async (world) => {
    const page = await world.open(`?lab=${LAB}`);
    await page.keyboard.press("?");
    await dialog(page).waitFor();
    none(await violations(page));
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
  },

  "the keyboard reaches a node and what can be done to it": async (world) => {
    const page = await world.open(`?lab=${LAB}`);
    const reached = async () => page.evaluate(() => Boolean(document.activeElement?.closest("[data-node]")));
    for (let press = 0; press < 80 && !(await reached()); press += 1) await page.keyboard.press("Tab");
    assert.ok(await reached(), "Tab comes to a node");
    await page.keyboard.press("Enter");
    await button(page, BUTTON.crash).waitFor();
  },
};

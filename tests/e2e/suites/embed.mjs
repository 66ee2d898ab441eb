// The page inside somebody else's.

import assert from "node:assert/strict";
import { BUTTON, CONTROL, LAB, button, diagram, state } from "../page.mjs";

/** A page of somebody else's shows the run in its frame. */
async function framed(world, where) {
  const page = await world.fresh();
  await page.goto(`${world.origin}${where}?lab=${LAB}&embed=1`);
  const frame = page.frameLocator("iframe");
  await frame.locator('html[data-state="ready"]').waitFor();
  await frame.locator("svg[data-diagram]").first().waitFor();
  return page;
}

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
    await framed(world, "/post");
  },

  "a frame in a sandbox shows the run": async (world) => {
    await framed(world, "/sandboxed");
    // Here post and site are of one origin, of which the browser warns; a real post is of another.
    world.complaints = world.complaints.filter((complaint) => !complaint.includes("can escape its sandboxing"));
  },

  "a frame of an opaque origin shows the run, where the host offers the program to others": async (world) => {
    const page = await framed(world, "/opaque");
    const frame = page.frameLocator("iframe");
    assert.equal(await frame.locator("html").evaluate(() => self.origin), "null");
    await frame.locator(`[data-control="${CONTROL.name}"] input[type=range]`).press("Home");
    await frame.locator('html[data-state="ready"][data-run="2"]').waitFor();
  },

  "a frame of an opaque origin says what it needs, where the host does not": async (world) => {
    const page = await world.fresh();
    await page.goto(`${world.origin}/locked?lab=${LAB}&embed=1`);
    const alert = page.frameLocator("iframe").getByRole("alert");
    await alert.getByText("allow-scripts allow-same-origin").waitFor();
    assert.match(await alert.innerText(), /sandboxed without allow-same-origin.*Access-Control-Allow-Origin: \*/);
    // The browser says so too, in the console; in Firefox, of an error of another origin nothing but that it was one.
    const known = /CORS|ERR_FAILED|Failed to fetch|dynamically imported|\(error\): Error$/;
    world.complaints = world.complaints.filter((complaint) => !known.test(complaint));
  },
};

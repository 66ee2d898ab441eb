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

/** A post of a blog on another origin, whose host sends no CORS headers. */
async function posted(world, attributes, options = {}) {
  const page = await world.fresh(options);
  await page.goto(`${world.blog}/?${new URLSearchParams(attributes)}`);
  return page;
}

const frameOf = (page) => page.frameLocator("netsplit-lab iframe").locator('html[data-state="ready"]');
const height = async (page) => Math.round((await page.locator("netsplit-lab").boundingBox()).height);

export const tests = {
  "an element in a blog of another origin shows the run, as high as it says": async (world) => {
    const page = await posted(world, { lab: LAB, [CONTROL.name]: CONTROL.high, height: 420, title: "A lab" });
    await frameOf(page).waitFor();
    await page.waitForTimeout(500);
    assert.equal(await height(page), 420);
    const frame = page.locator("netsplit-lab iframe");
    assert.equal(Math.round((await frame.boundingBox()).height), 420);
    assert.match(await frame.getAttribute("src"), new RegExp(`${CONTROL.name}=${CONTROL.high}.*embed=1`));
  },

  "an element without a height is as high as its lab": async (world) => {
    const page = await posted(world, { link: `?lab=${LAB}` });
    await frameOf(page).waitFor();
    await page.waitForFunction(() => document.querySelector("netsplit-lab").clientHeight > 600);
  },

  "an element is a link with a picture where scripts do not run": async (world) => {
    const home = world.address();
    const inside = `<a href="${home}?lab=${LAB}"><img src="${home}labs/${LAB}.svg" alt="A lab"></a>`;
    const page = await posted(world, { lab: LAB, height: 420, in: inside }, { javaScriptEnabled: false });
    const link = page.getByRole("link", { name: "A lab" });
    assert.equal(await link.getAttribute("href"), `${home}?lab=${LAB}`);
    const box = await link.getByRole("img").boundingBox();
    assert.ok(box.width > 100 && box.height > 100, `the picture is ${box.width} x ${box.height}`);
  },

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

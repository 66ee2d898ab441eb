// Links: what a page shares, and what a page does with what it is given.

import assert from "node:assert/strict";
import { CONTROL, LAB, afterRun, alert, metrics, shared, slider, state, typed } from "../page.mjs";

const markup = encodeURIComponent('<img src=x onerror="document.title=1">');

/** Links that are wrong, each in its own way. */
const BROKEN = {
  "an unknown lab": "?lab=no-such-lab",
  "a value with a wrong unit": `?lab=${LAB}&${CONTROL.name}=12parsecs`,
  "a value out of range": `?lab=${LAB}&${CONTROL.name}=999999999`,
  "an unknown control": `?lab=${LAB}&no.such.control=3`,
  "a seed that is no number": `?lab=${LAB}&seed=lucky`,
  "a time that is no time": `?lab=${LAB}&t=soon`,
  "a truncated scenario": "#s1=eJyrVkrLz1eyUkpKLFKqBQ",
  "a scenario that is no base64": "#s1=%%%",
  "a later version of links": "#s99=eJyrVkrLz1eyUkpKLFKqBQ",
  "markup as a name of a lab": `?lab=${markup}`,
  "markup as a control": `?lab=${LAB}&${markup}=1`,
};

/** The page says what is wrong in words, and still works. */
async function readable(world, link) {
  const page = await world.open(link);
  await alert(page).waitFor();
  const words = (await alert(page).innerText()).trim();
  assert.match(words, /\w+ \w+/, "the message is a sentence");
  assert.doesNotMatch(words, /panicked|undefined|\[object|Err\(|RuntimeError|unreachable/, "the message is for people");
  assert.equal(await page.locator("img[onerror]").count(), 0, "markup stays text");
  assert.notEqual(await page.title(), "1", "nothing of the link is executed");
  await page.goto(world.address(`?lab=${LAB}`));
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
}

const broken = Object.entries(BROKEN).map(([name, link]) => [
  `${name} is readable and the page lives`,
  (world) => readable(world, link),
]);

export const tests = {
  "a shared link shows the same in a fresh profile": async (world) => {
    const page = await world.open(`?lab=${LAB}&seed=7`);
    await afterRun(page, () => slider(page, CONTROL.name).press("Home"));
    const link = await shared(page);
    assert.ok(link.startsWith(world.origin), `${link} leads to this site`);
    const other = await world.open(link);
    assert.equal(await state(other), "ready");
    assert.deepEqual(await metrics(other), await metrics(page));
    assert.equal(await typed(other, CONTROL.name).inputValue(), await typed(page, CONTROL.name).inputValue());
  },

  "the address of the page is a link": async (world) => {
    const page = await world.open(`?lab=${LAB}&seed=7`);
    await afterRun(page, () => slider(page, CONTROL.name).press("Home"));
    await page.waitForFunction((name) => location.href.includes(name), CONTROL.name);
    const before = await metrics(page);
    await page.reload();
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    assert.deepEqual(await metrics(page), before);
  },

  ...Object.fromEntries(broken),
};

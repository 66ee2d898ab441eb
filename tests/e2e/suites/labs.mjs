// Labs: files of the site that are fetched when they are opened, and pages that are read without the program.

import assert from "node:assert/strict";
import { BUTTON, LAB, alert, button, cards, dialog, labs, settled, violations } from "../page.mjs";

const PHONE = { width: 390, height: 844 };

/** Names of the files of labs that a page asks for, as they are asked for. */
function asked(page) {
  const names = [];
  page.on("request", (request) => names.push(...(new URL(request.url()).pathname.match(/labs\/.*$/) ?? [])));
  return names;
}

const title = (page) => page.locator(".story h1, h1.crumb").first();

/** Every lab's own page, read by somebody whose browser runs no scripts. */
async function read(world) {
  const ids = await labs(await world.open());
  assert.ok(ids.length > 5, "there are labs");
  for (const id of ids) {
    const page = await world.fresh({ javaScriptEnabled: false });
    await page.goto(world.address(`labs/${id}/`));
    const named = await page.locator("#shell h1").innerText();
    assert.equal(await page.title(), `${named} - Netsplit`);
    assert.ok((await page.locator("#shell .claim").innerText()).length > 20, "the claim is there");
    const box = await page.locator("#shell .stage .at-wide svg").boundingBox();
    assert.ok(box.width > 200 && box.height > 80, `the diagram is ${box.width} x ${box.height}`);
    const meta = (name) => page.locator(`meta[property="og:${name}"]`).getAttribute("content");
    assert.equal(await meta("title"), named);
    assert.equal(await meta("description"), await page.locator("#shell .claim").innerText());
    await page.context().close();
  }
}
read.minutes = 5;

export const tests = {
  "the first page fetches no lab, and a lab that is opened is one file": async (world) => {
    const page = await world.fresh();
    const names = asked(page);
    await page.goto(world.address());
    await settled(page);
    assert.deepEqual(names, []);
    await button(page, BUTTON.labs).click();
    await cards(page).first().waitFor();
    assert.deepEqual(names, ["labs/index.json"]);
    await dialog(page).locator(`a[href="?lab=${LAB}"]`).click();
    await page.waitForURL(new RegExp(`lab=${LAB}`));
    await settled(page);
    assert.deepEqual(names, ["labs/index.json", `labs/${LAB}.json`]);
    const there = await title(page).innerText();
    await page.goBack();
    await page.waitForFunction((there) => document.querySelector(".story h1").textContent !== there, there);
    await page.goForward();
    await page.waitForFunction((there) => document.querySelector(".story h1").textContent === there, there);
  },

  "a lab that cannot be fetched is said, and comes when it can": async (world) => {
    const page = await world.open();
    const before = await title(page).innerText();
    await page.context().setOffline(true);
    world.absent = /./;
    await page.evaluate((lab) => history.pushState(null, "", `?lab=${lab}`) ?? dispatchEvent(new PopStateEvent("popstate")), LAB);
    await alert(page).getByText(`the lab "${LAB}" could not be fetched`).waitFor();
    assert.equal(await title(page).innerText(), before, "the lab that was open stays");
    world.complaints = world.complaints.filter((complaint) => !complaint.includes("ERR_INTERNET_DISCONNECTED"));
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForFunction((before) => document.querySelector(".story h1").textContent !== before, before);
    assert.equal(await alert(page).isVisible(), false, "nothing is wrong any more");
  },

  "the gallery that cannot be fetched is said, and comes when it can": async (world) => {
    const page = await world.open();
    await page.context().setOffline(true);
    await button(page, BUTTON.labs).click();
    await dialog(page).getByText("The list of labs could not be fetched").waitFor();
    world.complaints = world.complaints.filter((complaint) => !complaint.includes("ERR_INTERNET_DISCONNECTED"));
    await page.context().setOffline(false);
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await cards(page).first().waitFor();
  },

  "the gallery is searched by what labs say, control and measure": async (world) => {
    const page = await world.open();
    await button(page, BUTTON.labs).click();
    const count = async (words) => {
      await dialog(page).getByLabel("Search").fill(words);
      return cards(page).count();
    };
    const all = await count("");
    const some = await count("availability");
    const few = await count("breaker availability");
    assert.ok(all >= some && some > few && few > 0, `${all}, ${some}, ${few}`);
    assert.equal(await count("nonsense"), 0);
  },

  "every lab has a page that is read without scripts": read,

  "a lab's own page is painted before the program is there, and runs when it is": async (world) => {
    const page = await world.fresh();
    let go;
    const held = new Promise((resolve) => (go = resolve));
    await page.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(world.address(`labs/${LAB}/`));
    const shell = page.locator("#shell");
    const told = await shell.locator("h1").innerText();
    assert.ok(await shell.locator(".stage .at-wide svg").isVisible(), "the diagram is painted");
    go();
    await settled(page);
    assert.equal(await page.locator("#shell").count(), 0);
    assert.equal(await title(page).innerText(), told);
    assert.match(page.url(), new RegExp(`/\\?lab=${LAB}`));
  },

  "a link to a lab is painted with that lab while the program is on its way": async (world) => {
    const page = await world.fresh();
    await page.route("**/*.wasm", () => {});
    await page.goto(world.address(`?lab=${LAB}`));
    await page.waitForFunction((lab) => document.querySelector("#shell h1")?.checkVisibility({ visibilityProperty: true }) && lab, LAB);
    assert.ok(await page.locator("#shell .stage .at-wide svg").isVisible(), "with its diagram");
    const own = await world.fresh({ javaScriptEnabled: false });
    await own.goto(world.address(`labs/${LAB}/`));
    assert.equal(await page.locator("#shell h1").innerText(), await own.locator("#shell h1").innerText());
  },

  "a phone gets the diagram that goes downwards": async (world) => {
    const page = await world.fresh({ javaScriptEnabled: false, viewport: PHONE });
    await page.goto(world.address(`labs/${LAB}/`));
    assert.ok(await page.locator("#shell .at-narrow svg").isVisible());
    assert.equal(await page.locator("#shell .at-wide svg").isVisible(), false);
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= PHONE.width, `the page is ${width} wide`);
  },

  "the page of all labs leads to each, and axe finds nothing": async (world) => {
    const ids = await labs(await world.open());
    const page = await world.fresh();
    await page.goto(world.address("labs/"));
    const links = await page.locator(".labs a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ids.map((id) => `${id}/`));
    assert.deepEqual(await violations(page), []);
    await page.locator(".labs a").first().click();
    await settled(page);
  },
};

// Operations and space-time: stretches of the run, by mouse and by keyboard, and evidence on them.

import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { LAB, button, cursor, node, stretch, tab, view, violations } from "../page.mjs";

const PHONE = { width: 390, height: 844 };

/** A group of replicas whose leader answers reads from its own state, cut off from the others for a while. */
const STALE = {
  v: 1,
  title: "A leader behind a cut",
  duration: "3s",
  cool_down: "0s",
  nodes: {
    readers: { kind: "client" },
    writers: { kind: "client" },
    db: { kind: "store", replication: { mode: "raft", replicas: 3, reads: "leader-local" } },
  },
  calls: { "readers->db": { timeout: "200ms" }, "writers->db": { timeout: "100ms" } },
  workload: {
    readers: { loop: "closed", to: "db", users: 2, think: "20ms", mix: { reads: "100%", keys: 2 } },
    writers: { loop: "closed", to: "db", users: 2, think: "20ms", mix: { reads: "0%", keys: 2 } },
  },
  faults: ["db/1", "db/2", "db/3"].map((one, index) => ({
    fault: "cut",
    at: `${600 + 800 * index}ms`,
    lasts: "500ms",
    from: [one],
    to: ["db/1", "db/2", "db/3"].filter((other) => other !== one),
  })),
};

const address = (scenario) => `#s1=${deflateRawSync(JSON.stringify(scenario)).toString("base64url")}`;

/** The page with a tab in front, once it is drawn. */
async function opened(world, name, link = `?lab=${LAB}&t=8s`, options = {}) {
  const page = await world.open(link, options);
  await tab(page, name).click();
  await view(page).waitFor();
  return page;
}

const length = ([from, to]) => to - from;

/** Waits until another stretch is shown than this one. */
async function changed(page, before) {
  await page.waitForFunction(([from, to]) => {
    const { dataset } = document.querySelector("[data-stretch]");
    return Number(dataset.from) !== from || Number(dataset.to) !== to;
  }, before);
  return stretch(page);
}

const parts = (page) => view(page).locator("[role=button]");
const told = (page) => page.locator(".details").innerText();

/** Everything that can be done to a stretch, in either view. */
async function looksAround(world, name) {
  const page = await opened(world, name);
  const first = await stretch(page);
  const now = await cursor(page);
  assert.ok(first[0] <= now && now <= first[1], `${first} holds the cursor at ${now} s`);
  assert.ok((await parts(page).count()) > 5, "something is drawn");
  await button(page, /^zoom in$/i).click();
  const closer = await changed(page, first);
  assert.ok(length(closer) < length(first), "the button zooms in");
  await page.keyboard.press("-");
  const further = await changed(page, closer);
  assert.ok(length(further) > length(closer), "the key zooms out");
  await page.keyboard.press(".");
  const later = await changed(page, further);
  assert.ok(later[0] > further[0], "the key goes to later");
  const box = await view(page).boundingBox();
  const middle = { x: box.x + box.width * 0.6, y: box.y + 30 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 120, middle.y, { steps: 4 });
  await page.mouse.up();
  const dragged = await changed(page, later);
  assert.ok(dragged[0] < later[0], "dragging to the right shows what was earlier");
  assert.ok(Math.abs(length(dragged) - length(later)) < 1e-5, "dragging does not zoom");
  assert.equal(await cursor(page), now, "dragging leaves the cursor alone");
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  const wheeled = await changed(page, dragged);
  assert.ok(length(wheeled) < length(dragged), "the wheel zooms with Ctrl");
  await page.keyboard.press("0");
  const whole = await changed(page, wheeled);
  assert.equal(whole[0], 0);
}

/** A part is chosen by the mouse and by keys, read, and let go of. */
async function chooses(world, name) {
  const page = await opened(world, name);
  const pressed = view(page).locator("[aria-pressed=true]");
  const stop = view(page).locator("[tabindex='0']");
  await stop.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await pressed.waitFor();
  const says = await told(page);
  assert.match(says, /\d/, "what is chosen is said");
  await page.keyboard.press("Escape");
  await pressed.waitFor({ state: "detached" });
  await parts(page).nth(3).dispatchEvent("click");
  await pressed.waitFor();
  return page;
}

export const tests = {
  "operations: zoom and pan by buttons, keys, wheel and mouse": (world) => looksAround(world, "Operations"),
  "space-time: zoom and pan by buttons, keys, wheel and mouse": (world) => looksAround(world, "Space-time"),
  "operations: choose one, read it, let go of it": (world) => chooses(world, "Operations"),

  "space-time: causes and effects of a message": async (world) => {
    const page = await chooses(world, "Space-time");
    await page.waitForFunction(() => /led to/.test(document.querySelector(".details").innerText));
    assert.ok((await view(page).locator(".is-past").count()) > 0, "something led to it");
    assert.ok((await view(page).locator(".is-aside").count()) > 0, "the rest steps back");
  },

  "the background moves the cursor": async (world) => {
    const page = await opened(world, "Space-time");
    const before = await cursor(page);
    const box = await view(page).boundingBox();
    await page.mouse.click(box.x + box.width * 0.9, box.y + 8);
    await page.waitForFunction(
      (at) => Number(document.querySelector("[data-timeline]").getAttribute("aria-valuenow")) !== at,
      before,
    );
  },

  "the stretch follows the cursor": async (world) => {
    const page = await opened(world, "Operations");
    const before = await stretch(page);
    await page.keyboard.press("Home");
    const after = await changed(page, before);
    assert.equal(after[0], 0);
  },

  "a badge opens its evidence and moves the cursor there": async (world) => {
    const page = await world.open(address(STALE));
    const badge = page.locator(".badge.bad", { hasText: "Linearizable" });
    const before = await cursor(page);
    await badge.focus();
    await page.keyboard.press("Enter");
    await view(page).waitFor();
    assert.equal(await tab(page, "Operations").getAttribute("aria-selected"), "true");
    assert.notEqual(await cursor(page), before);
    const proof = view(page).locator(".is-proof");
    await proof.first().waitFor();
    assert.ok((await proof.count()) >= 2, "the operations are marked");
    const [from, to] = await stretch(page);
    const now = await cursor(page);
    assert.ok(from < now && now < to, `${now} s lies within ${from} s to ${to} s`);
    assert.match(await page.locator(".proof").innerText(), /returned/, "the sentence is there");
    assert.deepEqual(await violations(page), []);
    await badge.press("Enter");
    await page.locator(".proof").waitFor({ state: "detached" });
  },

  "what a node holds is drawn in the inspector": async (world) => {
    const page = await world.open(`?t=500ms${address(STALE)}`);
    await node(page, "db").click();
    await page.locator(".state-table tr").nth(2).waitFor();
    assert.deepEqual(await violations(page), []);
  },

  "axe finds nothing on the views, in both themes": async (world) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const name of ["Operations", "Space-time"]) {
        const page = await opened(world, name, `?lab=${LAB}&t=8s`, { colorScheme });
        assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}`);
      }
    }
  },

  "a phone shows the views without scrolling sideways": async (world) => {
    for (const name of ["Operations", "Space-time"]) {
      const page = await opened(world, name, `?lab=${LAB}&t=8s`, { viewport: PHONE, hasTouch: true, isMobile: true });
      const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= PHONE.width, `${name}: the page is ${width} wide`);
      const box = await view(page).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width, `${name} fits`);
    }
  },
};

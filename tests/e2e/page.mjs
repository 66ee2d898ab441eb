// What the tests know of the page: every name, attribute and address they rely on is in this file.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** A lab that has a slider, a diagram with several nodes, and more than one simulated second. */
export const LAB = "layered-architecture";

/** A control of that lab, with two values in its range. */
export const CONTROL = { name: "apps", low: "1", high: "6" };

/** A moment of that lab that is measured: what happens then shows in the numbers. */
export const MOMENT = "t=16s";

/** A node of that lab's diagram that others need. */
export const NODE = "app";

/** Accessible names of buttons. */
export const BUTTON = {
  play: /^play$/i,
  pause: /^pause$/i,
  next: /^next event/i,
  previous: /^previous event/i,
  share: /^share$/i,
  crash: /^crash$/i,
  cut: /^cut$/i,
  undo: /^undo$/i,
  labs: /^labs$/i,
  theme: /^theme/i,
};

/** A small scenario that is fine, with a client, a service and a store: for tests to change. */
export const small = () => ({
  v: 1,
  duration: "2s",
  cool_down: "100ms",
  nodes: {
    users: { kind: "client" },
    app: { kind: "service", handlers: { any: [{ work: "1ms" }, { call: "db" }] } },
    db: { kind: "store" },
  },
  network: {},
  workload: { users: { loop: "open", to: "app", rate: "50/s" } },
});

/** A service that calls another node. */
export const calling = (callee) => ({ kind: "service", handlers: { any: [{ call: callee }] } });

const root = "html";

/** The state of the page: `loading`, `running`, `ready` or `error`. */
export const state = (page) => page.locator(root).getAttribute("data-state");

/** How many runs the page has shown. */
export const runs = async (page) => Number((await page.locator(root).getAttribute("data-run")) ?? 0);

/** Waits until the page shows a finished run, or says what is wrong. */
export const settled = (page) =>
  page.waitForFunction(() => ["ready", "error"].includes(document.documentElement.dataset.state));

/** Does something and waits for the run that it causes. */
export async function afterRun(page, action) {
  const before = await runs(page);
  await action();
  await page.waitForFunction(
    (count) => {
      const { run, state } = document.documentElement.dataset;
      return Number(run ?? 0) > count && state === "ready";
    },
    before,
  );
}

export const button = (page, name) => page.getByRole("button", { name }).first();

export const control = (page, name) => page.locator(`[data-control="${name}"]`);
export const slider = (page, name) => control(page, name).locator("input[type=range]");
export const typed = (page, name) => control(page, name).locator("input:not([type=range])").first();

/**
 * Moves the first slider up and down again, each time when the run before is seen, over a part of its range around its own value.
 * Answers with the milliseconds from each move to its picture, measured in the page: what a person feels.
 */
export const drag = (page, moves, part) => page.evaluate(moveSlider, [moves, part]);

async function moveSlider([moves, part]) {
  const slider = document.querySelector("[data-control] input[type=range]");
  const [low, high, own, unit] = [slider.min, slider.max, slider.value, slider.step || 1].map(Number);
  // All in places of the slider, from 0 to `last`.
  const last = Math.round((high - low) / unit);
  const reach = Math.max(1, Math.round((part * last) / 2));
  const from = Math.max(0, Math.min(Math.round((own - low) / unit) - reach, last - 2 * reach));
  const step = Math.max(1, Math.round(reach / 5));
  const count = Math.max(1, Math.floor(Math.min(2 * reach, last - from) / step));
  // Up and down again, so that neighbours always differ.
  const wave = (move) => (move % (2 * count) <= count ? move % (2 * count) : 2 * count - (move % (2 * count)));
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const root = document.documentElement;

  const once = (value) =>
    new Promise((resolve) => {
      const before = Number(root.dataset.run);
      const start = performance.now();
      const observer = new MutationObserver(() => {
        if (Number(root.dataset.run) <= before) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      });
      observer.observe(root, { attributes: true, attributeFilter: ["data-run"] });
      write.call(slider, value);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });

  const times = [];
  for (let move = 0; times.length < moves; move += 1) {
    const value = low + (from + wave(move) * step) * unit;
    if (Math.abs(Number(slider.value) - value) > unit / 2) times.push(await once(value));
  }
  return times;
}

/** Bytes that the program holds in the page and in its worker, and objects, elements and listeners of the page; not in Firefox. */
export async function memory(page) {
  const held = async ([address]) => (await (await import(address)).default()).memory.buffer.byteLength;
  const address = await page.locator("script[data-page-js]").evaluate((script) => new URL(script.dataset.pageJs, document.baseURI).href);
  const [worker] = page.workers();
  const bytes = { page: await page.evaluate(held, [address]), worker: await worker.evaluate(held, [address]) };
  const tools = await page.context().newCDPSession(page);
  await tools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await tools.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await tools.send("Memory.getDOMCounters");
  await tools.detach();
  return { ...bytes, heap: usedSize, nodes, listeners: jsEventListeners };
}

/** The tiles: what was measured, by metric. */
export const metrics = (page) =>
  page.$$eval("[data-metric]", (tiles) =>
    Object.fromEntries(tiles.map((tile) => [tile.dataset.metric, tile.querySelector(".v")?.textContent.trim()])),
  );

export const diagram = (page) => page.locator("svg[data-diagram]").first();
export const node = (page, name) => page.locator(`svg[data-diagram] [data-node="${name}"]`).first();
export const nodes = (page) => page.locator("svg[data-diagram] [data-node]");
export const calls = (page) => page.locator("svg[data-diagram] [data-call]");

export const timeline = (page) => page.locator('[data-timeline=""]');

/** The cursor on the timeline, in simulated seconds. */
export const cursor = async (page) => Number(await timeline(page).getAttribute("aria-valuenow"));

/** The end of the timeline, in simulated seconds. */
export const end = async (page) => Number(await timeline(page).getAttribute("aria-valuemax"));

/** A thing to try, by its place in the story, and the list entry that it stands in. */
export const offer = (page, place) => page.locator(`[data-try="${place}"]`);
export const entry = (page, place) => page.locator("li").filter({ has: offer(page, place) });

/** What is said of the part that is selected. */
export const inspector = (page) => page.locator("section.inspector");

/** A tab of the panel below the diagram. */
export const tab = (page, name) => page.getByRole("tab", { name });

/** The view of a stretch of the run that stands in front. */
export const view = (page) => page.locator("[data-stretch]");

/** The stretch that is shown: from and to, in simulated seconds. */
export const stretch = async (page) => [
  Number(await view(page).getAttribute("data-from")),
  Number(await view(page).getAttribute("data-to")),
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, as sentences. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} (${oneLine(failureSummary)})`);
    return `${id}: ${help}, at ${where.join("; ")}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""}`;
  });
}

const oneLine = (text) => text.replaceAll(/\s+/g, " ");

export const alert = (page) => page.locator("[role=alert]:visible").first();
export const dialog = (page) => page.locator("dialog[open], [role=dialog]").first();

/** The links to labs in the gallery, once it is open. */
export const cards = (page) => dialog(page).locator('a[href*="lab="]');

/** The ids of all labs, as the gallery lists them. */
export async function labs(page) {
  await button(page, BUTTON.labs).click();
  await cards(page).first().waitFor();
  const ids = await cards(page).evaluateAll((all) => all.map((link) => new URL(link.href).searchParams.get("lab")));
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  return [...new Set(ids)];
}

/** Opens the dialog, answers with its link, and closes it. */
export async function shared(page) {
  await button(page, BUTTON.share).click();
  const link = await dialog(page).getByLabel("Link", { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  return link;
}

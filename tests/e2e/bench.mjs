// Measures the page in the browser: `node bench.mjs`, a Markdown table on standard output.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { PREFIX, SITE, World, launch, serve } from "./harness.mjs";
import { labs } from "./page.mjs";

/** How often a slider is moved, and how often the page is opened. */
const MOVES = 30;
const OPENINGS = 5;

const milliseconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** From the start of the navigation to the first finished run on the screen. */
async function firstPicture(world) {
  const page = await world.fresh();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.dataset.state !== "ready") return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (globalThis.shown = performance.now())));
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-state"] });
  });
  await page.goto(world.address());
  await page.waitForFunction(() => globalThis.shown);
  const shown = await page.evaluate(() => globalThis.shown);
  await page.context().close();
  return shown;
}

/** What opening the page loads, raw and compressed. */
async function weight(world) {
  const page = await world.fresh();
  const files = new Set();
  page.on("request", (request) => files.add(new URL(request.url()).pathname));
  await page.goto(world.address());
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  await page.context().close();
  const bodies = [...files].filter((file) => file.startsWith(PREFIX)).map((file) => {
    return readFileSync(path.join(SITE, file.slice(PREFIX.length) || "index.html"));
  });
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return { raw: sum(bodies.map((body) => body.length)), gzip: sum(bodies.map((body) => gzipSync(body, { level: 9 }).length)) };
}

/** From moving a slider to the frame that shows the new run, measured in the page itself: what a person feels. */
async function moveSlider(moves) {
  const slider = document.querySelector("[data-control] input[type=range]");
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const step = Math.max(Number(slider.step) || 1, (high - low) / 10);
  const count = Math.max(1, Math.floor((high - low) / step));
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
  for (let move = 0; move < moves; move += 1) {
    const value = low + wave(move) * step;
    if (Number(slider.value) !== value) times.push(await once(value));
  }
  return times;
}

/** Notes for each run how many events it had and how long its worker took, from the question to the answer, judging included. */
function watchWorker() {
  const Plain = globalThis.Worker;
  globalThis.runs = [];
  globalThis.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        const ran = data?.answer?.ran;
        if (ran) globalThis.runs.push({ events: ran.outcome.events, ms: performance.now() - this.asked });
      });
    }

    postMessage(message, ...rest) {
      if (message?.ask?.run) this.asked = performance.now();
      super.postMessage(message, ...rest);
    }
  };
}

/** One row of a lab: the times of a drag, and how fast its worker went. */
async function measureLab(world, lab) {
  const page = await world.fresh();
  await page.addInitScript(watchWorker);
  await page.goto(world.address(`?lab=${lab}`));
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  const hasSlider = await page.locator("[data-control] input[type=range]").count();
  const times = hasSlider ? await page.evaluate(moveSlider, MOVES) : [];
  const runs = await page.evaluate(() => globalThis.runs);
  await page.context().close();
  const speed = quantile(runs.map(({ events, ms }) => events / ms / 1000), 0.5);
  const cell = (share) => (times.length ? milliseconds(quantile(times, share)) : "-");
  const events = quantile(runs.map((run) => run.events), 0.5);
  return `| ${lab} | ${cell(0.5)} | ${cell(0.95)} | ${events} | ${speed.toFixed(2)} M/s |`;
}

async function main() {
  const site = await serve();
  const browser = await launch();
  const world = new World(browser, site.origin);
  const openings = [];
  for (let round = 0; round < OPENINGS; round += 1) openings.push(await firstPicture(world));
  const { raw, gzip } = await weight(world);
  console.log(`| page | |\n|---|---|`);
  console.log(`| first picture, median of ${OPENINGS} | ${milliseconds(quantile(openings, 0.5))} |`);
  console.log(`| first page, raw | ${(raw / 1024).toFixed(0)} KB |\n| first page, gzip | ${(gzip / 1024).toFixed(0)} KB |`);
  console.log(`\n| lab | slider to picture, p50 | p95 | events of a run, p50 | in the worker, judging included |\n|---|---|---|---|---|`);
  for (const lab of await labs(await world.open())) console.log(await measureLab(world, lab));
  await world.close();
  await browser.close();
  site.close();
}

await main().catch((error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});

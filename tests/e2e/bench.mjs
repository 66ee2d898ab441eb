// Measures the page in the browser: `node bench.mjs`, a Markdown table on standard output.

import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { PREFIX, SITE, World, launch, serve } from "./harness.mjs";
import { BUTTON, button, drag, labs, settled } from "./page.mjs";

/** How often a slider is moved, how often the page is opened, and how many pictures of a run that plays are timed. */
const MOVES = 30;
const OPENINGS = 5;
const FRAMES = 240;

/** Milliseconds between the first picture of a lab and the first move: whoever moves a slider has read what it does. */
const PAUSE = 2500;

const milliseconds = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** From the start of the navigation to the first finished run on the screen: what was painted before it is gone. */
async function firstPicture(world) {
  const page = await world.fresh();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.dataset.state !== "ready" || document.getElementById("shell")) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (globalThis.shown = performance.now())));
    }).observe(document, { attributes: true, childList: true, subtree: true, attributeFilter: ["data-state"] });
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

/** How long one picture takes while a run plays: from its start to the moment at which the page is free again. */
async function playing(world) {
  const page = await world.open();
  await button(page, BUTTON.play).click();
  const times = await page.evaluate(watchFrames, FRAMES);
  await page.context().close();
  return times;
}

function watchFrames(count) {
  const { port1, port2 } = new MessageChannel();
  const times = [];
  return new Promise((resolve) => {
    const turn = (start) => {
      // A message is heard after the picture is made.
      port1.onmessage = () => {
        times.push(performance.now() - start);
        if (times.length < count) requestAnimationFrame(turn);
        else resolve(times);
      };
      port2.postMessage(null);
    };
    requestAnimationFrame(turn);
  });
}

/** Notes each run that is asked for as JSON, and how long its worker took, from the question to the answer, judging included. */
function watchWorker() {
  const Plain = globalThis.Worker;
  // Questions and answers are bytes that start with their kind: 0 is a run. In a question its number follows, then the scenario with its length.
  const isRun = (bytes) => bytes?.[0] === 0;
  const scenario = (bytes) => {
    let at = 1;
    const number = () => {
      for (let value = 0, shift = 0; ; shift += 7) {
        value += (bytes[at] & 127) * 2 ** shift;
        if (bytes[at++] < 128) return value;
      }
    };
    number();
    const length = number();
    return new TextDecoder().decode(bytes.slice(at, at + length));
  };
  globalThis.runs = [];
  globalThis.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        if (isRun(data?.answer)) globalThis.runs.push({ scenario: this.asked, ms: performance.now() - this.since });
      });
    }

    postMessage(message, ...rest) {
      if (isRun(message?.ask)) {
        this.asked = scenario(message.ask);
        this.since = performance.now();
      }
      super.postMessage(message, ...rest);
    }
  };
}

/** How many events each of the runs had that were noted: each is run once more, through the interface for other pages. */
async function countEvents() {
  const { run } = await import(new URL("./netsplit.js", document.baseURI));
  const seed = Number(new URLSearchParams(location.search).get("seed") ?? 1);
  return globalThis.runs.map(({ scenario, ms }) => ({ events: run(scenario, { seed }).events, ms }));
}

/** One row of a lab: the times of two drags, around the lab's own value and over all values, and how fast its worker went. */
async function measureLab(world, lab) {
  const page = await world.fresh();
  await page.addInitScript(watchWorker);
  await page.goto(world.address(`?lab=${lab}`));
  await settled(page);
  await delay(PAUSE);
  const near = await drag(page, MOVES, 0.1);
  const whole = await drag(page, MOVES, 1);
  const runs = await page.evaluate(countEvents);
  await page.context().close();
  const speed = quantile(runs.map(({ events, ms }) => events / ms / 1000), 0.5);
  const events = quantile(runs.slice(0, MOVES + 1).map((run) => run.events), 0.5);
  const cells = [near, whole].flatMap((times) => [0.5, 0.95].map((share) => milliseconds(quantile(times, share))));
  return `| ${[lab, ...cells, events, `${speed.toFixed(2)} M/s`].join(" | ")} |`;
}

async function main() {
  const site = await serve();
  const browser = await launch();
  const world = new World(browser, site);
  const openings = [];
  for (let round = 0; round < OPENINGS; round += 1) openings.push(await firstPicture(world));
  const { raw, gzip } = await weight(world);
  console.log(`| page | |\n|---|---|`);
  console.log(`| first picture, median of ${OPENINGS} | ${milliseconds(quantile(openings, 0.5))} |`);
  const frames = await playing(world);
  const cells = [0.5, 0.95].map((share) => milliseconds(quantile(frames, share)));
  console.log(`| a picture while playing, p50 and p95 of ${FRAMES} | ${cells.join(", ")} |`);
  console.log(`| first page, raw | ${(raw / 1024).toFixed(0)} KB |\n| first page, gzip | ${(gzip / 1024).toFixed(0)} KB |`);
  const columns = ["lab", "slider to picture near the lab's own value, p50", "p95", "over all values, p50", "p95", "events of a run, p50", "worker"];
  console.log(`\n| ${columns.join(" | ")} |\n|${"---|".repeat(columns.length)}`);
  for (const lab of await labs(await world.open())) console.log(await measureLab(world, lab));
  await world.close();
  await browser.close();
  site.close();
}

await main().catch((error) => {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
});

// The interface for programs of other pages, and the page that shows it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PREFIX } from "../harness.mjs";
import { labs } from "../page.mjs";

/** What every lab gives natively, by `lab seed`. */
const frozen = new Map(
  readFileSync(new URL("../../suites/digests.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([lab, seed, digest]) => [`${lab} ${seed}`, digest]),
);

/** A page of somebody else's that has imported the interface as `netsplit`. */
async function elsewhere(world) {
  const page = await world.fresh();
  await page.goto(`${world.origin}/post`);
  await page.evaluate(async (path) => {
    globalThis.netsplit = await import(`${path}netsplit.js`);
  }, PREFIX);
  return page;
}

/** What a call throws: name, message and issues. */
const refusal = (page, name, ...all) =>
  page.evaluate(
    async ({ name, all }) => {
      try {
        await globalThis.netsplit[name](...all);
      } catch (error) {
        return { isError: error instanceof Error, name: error.name, message: error.message, issues: error.issues };
      }
      return null;
    },
    { name, all },
  );

/** The page of the interface, ready to be used. */
async function example(world) {
  const page = await world.fresh();
  await page.goto(world.address("api/"));
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  return page;
}

async function everyLabAsNatively(world) {
  const ids = await labs(await world.open());
  const page = await elsewhere(world);
  for (const lab of ids) {
    const digests = await page.evaluate(async (lab) => {
      const runs = await Promise.all([1, 7].map((seed) => netsplit.run(lab, { seed })));
      return runs.map(({ digest }) => digest);
    }, lab);
    assert.deepEqual(digests, [frozen.get(`${lab} 1`), frozen.get(`${lab} 7`)], lab);
  }
}
everyLabAsNatively.minutes = 10;

export const tests = {
  "every lab gives another page the digest that it gives natively": everyLabAsNatively,

  "a lab, a link, an object and its JSON are one scenario": async (world) => {
    const page = await elsewhere(world);
    const digests = await page.evaluate(async () => {
      const link = "https://example.org/?lab=start&rate=300/s&seed=7";
      const { scenario, seed, lab } = await netsplit.parse(link);
      const all = await Promise.all([
        netsplit.run("start", { seed: 7, set: { rate: "300/s" } }),
        netsplit.run(link),
        netsplit.run(scenario, { seed }),
        netsplit.run(JSON.stringify(scenario), { seed }),
      ]);
      return [lab, ...all.map(({ digest }) => digest)];
    });
    assert.equal(digests[0], "start");
    assert.equal(new Set(digests.slice(1)).size, 1);
  },

  "charts come with their values": async (world) => {
    const page = await elsewhere(world);
    const { lines, duration, bin } = await page.evaluate(async () => {
      const { charts, duration } = await netsplit.run("start");
      return { lines: charts.flatMap(({ lines }) => lines), duration, bin: charts[0].bin };
    });
    assert.ok(lines.length > 3 && lines.every(({ values }) => Array.isArray(values)));
    assert.equal(lines[0].values.length, Math.ceil(duration / bin) + 1, "a value at each end of a bin");
    const values = lines.flatMap(({ values }) => values);
    assert.ok(values.some((value) => value > 0) && values.every((value) => value === null || Number.isFinite(value)));
  },

  "what is wrong is thrown with path, found and allowed": async (world) => {
    world.absent = /nowhere/;
    const page = await elsewhere(world);
    const cases = [
      [["parse", "?lab=start&rate=fast"], "rate", 'found "fast", allowed is a rate'],
      [["parse", "?lab=nowhere"], "lab", 'found "nowhere", allowed is one of start'],
      [["parse", "#s1=AAAA"], "s1", "not whole"],
      [["parse", 7], "link", "found number, allowed is text"],
      [["run", "nowhere"], "", 'found no lab "nowhere", allowed is one of start'],
      [["run", {}], "v", "found no version, allowed is"],
      [["run", "{"], "", "this is not JSON"],
      [["run", { v: 1, nodes: { a: { kind: "shop" } }, workload: {} }], "nodes.a.kind", 'found "shop", allowed is one of client'],
      [["run", "start", { sed: 1 }], "options", 'found "sed", allowed is seed and set'],
      [["run", "start", { seed: -1 }], "options.seed", "allowed is a whole number"],
      [["run", "start", { set: { rate: "9999/s" } }], "rate", "allowed is 10/s to 600/s"],
    ];
    for (const [[name, ...all], path, part] of cases) {
      const error = await refusal(page, name, ...all);
      assert.ok(error?.isError && error.name === "ScenarioError", JSON.stringify([name, all, error]));
      assert.equal(error.issues[0].path, path);
      assert.ok(error.message.includes(part) && error.message.includes(path), error.message);
    }
  },

  "it works in a worker, and leaves its messages alone": async (world) => {
    const page = await world.fresh();
    await page.goto(`${world.origin}/post`);
    const answer = await page.evaluate((address) => {
      const source = `const { run } = await import("${address}");
        postMessage({ digest: (await run("load-balancing")).digest, listens: self.onmessage !== null });`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
      return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    }, `${world.origin}${PREFIX}netsplit.js`);
    assert.deepEqual(answer, { digest: frozen.get("load-balancing 1"), listens: false });
  },

  "the example runs a scenario and says what is wrong": async (world) => {
    const page = await example(world);
    await page.getByRole("button", { name: "Run" }).click();
    assert.match(await page.locator('[data-metric="availability"]').innerText(), /[\d.]+ %/);
    assert.ok((await page.locator("[data-verdict]").count()) > 0, "verdicts are shown");
    await page.getByLabel("Lab, link").fill("?lab=start&rate=fast");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("alert").getByText("allowed is a rate").waitFor();
  },

  "the help leads to the interface": async (world) => {
    const page = await world.open();
    await page.getByRole("button", { name: "Help" }).click();
    await page.getByRole("link", { name: "your own page" }).click();
    await page.getByRole("heading", { name: "A run as a function" }).waitFor();
  },
};

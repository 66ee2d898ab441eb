// The page of references: expected and measured, in the reader's browser.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { SITE } from "../harness.mjs";
import { settled, violations } from "../page.mjs";

/** What the topic "calls" gives natively, by the name of the row. */
const native = new Map(
  readFileSync(new URL("../../suites/figures.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("\t"))
    .map(([name, measured, error]) => [name, { measured: Number(measured), error: Number(error) }]),
);

async function opened(world, options) {
  const page = await world.fresh(options);
  await page.goto(world.address("validate/"));
  await settled(page);
  return page;
}

const status = (page) => page.getByRole("status");
const topic = (page, name) => page.getByRole("button", { name: `Run ${name} here` });

/** Every row that has been measured, as the page has it. */
const measured = (page) =>
  page.$$eval("tr[data-measured]", (rows) =>
    rows.map((row) => ({
      name: `${row.closest("tbody").dataset.reference}: ${row.dataset.figure}`,
      measured: Number(row.dataset.measured),
      error: row.dataset.standard_error === "null" ? 0 : Number(row.dataset.standard_error),
      verdict: row.lastElementChild.textContent,
    })),
  );

async function ranCalls(world, options) {
  const page = await opened(world, options);
  await topic(page, "Calls").click();
  await status(page).getByText("figures hold").waitFor({ timeout: 150_000 });
  return page;
}

async function asNatively(world) {
  const rows = await measured(await ranCalls(world));
  assert.deepEqual(
    new Map(rows.map(({ name, measured, error }) => [name, { measured, error }])),
    native,
  );
  assert.ok(rows.every(({ verdict }) => verdict === "holds"), JSON.stringify(rows));
}
asNatively.minutes = 4;

async function accessible(world) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await ranCalls(world, { colorScheme });
    for (const details of await page.locator("summary").all()) await details.click();
    const found = await violations(page);
    assert.deepEqual(found, [], colorScheme);
  }
}
accessible.minutes = 6;

export const tests = {
  "a topic gives the figures that it gives natively": asNatively,
  "axe finds nothing on the page of references": accessible,

  "every figure of every topic is listed before anything runs": async (world) => {
    const page = await opened(world);
    const figures = await page.locator("tr[data-figure]").count();
    assert.equal(await status(page).innerText(), `${figures} figures`);
    assert.ok(figures > 50, `${figures} figures`);
    assert.deepEqual(await measured(page), []);
    assert.equal(await page.getByRole("alert").isVisible(), false);
  },

  "a reference opens in the lab, and says what is expected": async (world) => {
    const page = await opened(world);
    await page.getByRole("link", { name: "three layers of 4 attempts, the last one fails" }).click();
    await settled(page);
    assert.equal(await page.locator("html").getAttribute("data-state"), "ready");
    await page.locator(".claim").getByText("Expected: attempts of the clients 4,").waitFor();
    assert.equal(await page.locator('[data-metric="amplification"] .v').innerText(), "64.00");
  },

  "a run can be stopped and started again": async (world) => {
    const page = await opened(world);
    await page.getByRole("button", { name: "Run all here" }).click();
    await status(page).getByText(/^[1-9]\d* of/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    assert.equal(await status(page).innerText(), "Stopped.");
    assert.equal(await page.locator("tr.waiting").count(), 0, "nothing waits any more");
    await topic(page, "Calls").click();
    await page.locator("tr[data-measured]").first().waitFor();
  },

  "without the program the page says so, and still lists what is expected": async (world) => {
    const page = await world.fresh();
    await page.route("**/netsplit.js", (route) => route.abort());
    await page.goto(world.address("validate/"));
    await page.getByRole("alert").getByText("This page cannot measure here").waitFor();
    assert.ok((await page.locator("tr[data-figure]").count()) > 50, "the figures are listed");
    world.complaints = world.complaints.filter((complaint) => !/netsplit\.js|ERR_FAILED/.test(complaint));
  },

  "the gallery leads to the page of references": async (world) => {
    const page = await world.open();
    await page.getByRole("button", { name: "Labs" }).click();
    await page.getByRole("link", { name: "Published figures" }).click();
    await page.getByRole("heading", { name: "Expected and measured" }).waitFor();
  },

  "the first page does not carry the references": async () => {
    const program = readdirSync(SITE).find((name) => name.endsWith("_bg.wasm"));
    const bytes = readFileSync(path.join(SITE, program));
    assert.ok(bytes.includes("found no scenario") || bytes.length > 100_000, "this is the program");
    assert.equal(bytes.includes("Queueing Systems"), false, "it has a source of a reference in it");
  },
};

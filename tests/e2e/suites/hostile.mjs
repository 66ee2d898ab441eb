// What is opened as a file: whatever is wrong with it is said where it stands, and the page goes on with what it had.

import assert from "node:assert/strict";
import { BUTTON, CONTROL, LAB, afterRun, alert, button, calling, dialog, metrics, slider, small, state } from "../page.mjs";

/** A scenario that is fine but for what is changed. */
function scenario(change) {
  const fine = small();
  change(fine);
  return JSON.stringify(fine);
}

const nesting = (depth) => `{"v":1,"nodes":${"[".repeat(depth)}${"]".repeat(depth)}}`;
const quorum = (parts) => ({ kind: "store", replication: { mode: "quorum", replicas: 3, ...parts } });

/** Files by name: what they hold, and what the page has to say about where, what was found and what is allowed. */
const FILES = {
  "ten megabytes": [() => scenario((it) => (it.title = "a".repeat(10_000_000))), /found a file of 100\d{5} bytes, allowed are 2000000/],
  "nothing at all": [() => "", /this is not JSON: EOF/],
  "half a file": [() => scenario(() => {}).slice(0, 120), /this is not JSON: EOF .* line 1 column 120/],
  "bytes that are no text": [() => Buffer.from([0x7b, 0xff, 0xfe, 0x00]), /this is not JSON: .* line 1 column 2/],
  "a list": [() => "[1, 2]", /found JSON that is not an object, allowed is a scenario/],
  "another version": [() => scenario((it) => (it.v = 2)), /v: found version 2, allowed is 1: .* newer Netsplit/],
  "deep nesting": [() => nesting(100_000), /this is not JSON: recursion limit exceeded/],
  "nesting just below the limit": [() => nesting(100), /nodes: found a list, allowed is an object/],
  "an unknown field": [() => scenario((it) => (it.nodes.app.colour = 1)), /nodes\.app\.colour: this field is not known; allowed are/],
  "a wrong unit": [() => scenario((it) => (it.workload.users.rate = "5ms")), /workload\.users\.rate: found "5ms", allowed is a rate/],
  "a number out of range": [() => scenario((it) => (it.nodes.app.replicas = 0)), /nodes\.app\.replicas: found 0, allowed is 1 to 1000/],
  "a million replicas": [() => scenario((it) => (it.nodes.app.replicas = 1e6)), /nodes\.app\.replicas: found 1000000, allowed is 1 to 1000/],
  "more nodes than fit": [
    () => scenario((it) => Object.assign(it.nodes, Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`n${index}`, { kind: "store" }])))),
    /nodes: found 60003 nodes, allowed (is|are) 1 to 200/,
  ],
  "a quorum larger than N": [() => scenario((it) => (it.nodes.db = quorum({ write: 5, read: 1 }))), /nodes\.db\.replication\.write: found 5, allowed is 1 to 3/],
  "a call to nowhere": [() => scenario((it) => (it.nodes.app = calling("nowhere"))), /nodes\.app\.handlers\.any\.0: found a call to "nowhere", allowed/],
  "a circle of calls": [
    () => scenario((it) => Object.assign(it.nodes, { app: calling("b"), b: calling("app") })),
    /nodes\.(app|b): .*in a circle: app -> b -> app/,
  ],
  "a fault that hits nothing": [
    () => scenario((it) => (it.faults = [{ fault: "crash", at: "1s", target: "moon" }])),
    /faults\.0\.target: found "moon", allowed is/,
  ],
  "a name of markup and control characters": [
    () => scenario((it) => (it.nodes["<img src=x onerror='document.title=1'>\u0007\u001b[31m"] = { kind: "store" })),
    /nodes\.<img src=x .*: .*1 to 40 of a-z/,
  ],
};

/** Opens a file by the dialog that offers it. */
async function open(page, content) {
  await button(page, BUTTON.share).click();
  const file = { name: "mine.json", mimeType: "application/json", buffer: Buffer.from(content) };
  await dialog(page).locator('input[type="file"]').setInputFiles(file);
}

/** The page says what is wrong, in the words that are wanted, and still does what it did. */
async function refused(world, content, wanted) {
  const page = await world.open(`?lab=${LAB}`);
  const before = await metrics(page);
  await open(page, content());
  await page.waitForFunction(() => document.querySelector("[role=alert]")?.textContent.trim());
  const said = (await alert(page).innerText()).trim();
  assert.match(said, wanted);
  assert.doesNotMatch(said, /panicked|undefined|\[object|RuntimeError|unreachable|[\u0000-\u0008\u000b-\u001f]/, "the message is for people");
  assert.equal(await page.locator("img[onerror]").count(), 0, "markup stays text");
  assert.notEqual(await page.title(), "1", "nothing of the file is executed");
  assert.deepEqual(await metrics(page), before, "the lab is still shown");
  await afterRun(page, () => slider(page, CONTROL.name).press("Home"));
  assert.notDeepEqual(await metrics(page), before, "its controls work");
}

const files = Object.entries(FILES).map(([name, [content, wanted]]) => [
  `a file: ${name}`,
  (world) => refused(world, content, wanted),
]);

/** Scenarios that are strange and mean something. */
const STRANGE = {
  "work that takes no time": (it) => {
    it.network.latency = "0s";
    it.nodes.app.handlers.any = [{ work: "0s" }];
  },
  "faults that contradict each other": (it) => {
    const fault = (more) => ({ at: "1s", target: "app", ...more });
    it.faults = [
      fault({ fault: "crash", lasts: "300ms" }),
      fault({ fault: "restart" }),
      fault({ fault: "pause", lasts: "200ms" }),
      { fault: "cut", at: "1s", from: ["app"] },
      { fault: "cut", at: "1s", from: ["app"], to: ["app"], lasts: "1us" },
    ];
  },
  "markup as a label and a title": (it) => {
    it.title = "<img src=x onerror='document.title=1'>";
    it.nodes.app.label = it.title;
  },
};

/** It runs, and nothing of it is taken for markup. */
async function runs(world, change) {
  const page = await world.open();
  await afterRun(page, () => open(page, scenario(change)));
  assert.equal(await state(page), "ready");
  assert.equal(await alert(page).isVisible(), false, "nothing is refused");
  assert.equal(await page.locator("img[onerror]").count(), 0, "markup stays text");
  assert.notEqual(await page.title(), "1", "nothing of the file is executed");
}

const strange = Object.entries(STRANGE).map(([name, change]) => [`a file: ${name}`, (world) => runs(world, change)]);

/** A clock that is so many times too fast, in front of the worker's own script. */
const hasty = (times) => `{ const real = performance.now.bind(performance); performance.now = () => real() * ${times}; }\n`;

export const tests = {
  ...Object.fromEntries(files),
  ...Object.fromEntries(strange),

  "a loop that never waits ends where its memory does, and says so": async (world) => {
    const page = await world.open();
    const endless = (it) => {
      it.network.latency = "0s";
      it.nodes.app.handlers.any = [{ work: "0s" }];
      it.workload.users = { loop: "closed", to: "app", users: 5, think: "0s" };
    };
    await afterRun(page, () => open(page, scenario(endless)));
    await page.getByText(/^The run was cut short at 0s, because it may take 64 MB of memory/).waitFor();
    assert.equal(await state(page), "ready");
  },

  // Five seconds of work pass in five milliseconds by this clock: on no machine is the run done before.
  "a run that takes too long is cut short by the worker's clock, and says so": async (world) => {
    const page = await world.fresh();
    await page.route("**/worker-boot.js*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: hasty(1000) + (await response.text()) });
    });
    const link = "?lab=layered-architecture&rate=600/s";
    await page.goto(world.address(link));
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    await page.getByText(/^The run was cut short at .*, because simulating the rest would take too long/).waitFor();
    assert.ok(Object.values(await metrics(page)).some(Boolean), "what there is is shown");
  },
};

// Links: what a page shares, and what a page does with what it is given.

import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { CONTROL, LAB, afterRun, alert, calling, metrics, shared, slider, small, state, typed } from "../page.mjs";

const markup = encodeURIComponent('<img src=x onerror="document.title=1">');

/** A link that holds text where a scenario should be. */
const packed = (text) => `#s1=${deflateRawSync(text).toString("base64url")}`;

/** A link to a scenario that is fine but for what is changed. */
function scenario(changes) {
  const fine = small();
  return packed(JSON.stringify({ ...fine, ...changes(fine) }));
}

const nodes = (more) => ({ nodes }) => ({ nodes: { ...nodes, ...more } });
const million = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`n${index}`, { kind: "store" }]));
const fault = (more) => ({ at: "1s", target: "app", ...more });

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
  "a scenario of another version": packed('{"v":99}'),
  "an unknown field": scenario(() => ({ colour: "red" })),
  "a wrong unit in a scenario": scenario(() => ({ network: { latency: "5 parsecs" } })),
  "more nodes than fit": scenario(nodes(million)),
  "more replicas than fit": scenario(nodes({ app: { kind: "service", replicas: 1_000_000 } })),
  "calls in a circle": scenario(nodes({ app: calling("b"), b: calling("app") })),
  "a call to nowhere": scenario(nodes({ app: calling("nowhere") })),
  "text that unfolds to far too much": packed(JSON.stringify("a".repeat(20_000_000))),
  "deep nesting": packed(`{"v":1,"nodes":${"[".repeat(100_000)}`),
  "markup and control characters as a node": scenario(nodes({ "<b onclick='x()'>\u0007": { kind: "store" } })),
  "an intervention on nothing": `?lab=${LAB}&x=${packed(JSON.stringify([{ fault: "crash" }])).slice(4)}`,
  "markup as a name of a lab": `?lab=${markup}`,
  "markup as a control": `?lab=${LAB}&${markup}=1`,
};

/** The page says what is wrong in words, and still works. */
async function readable(world, link) {
  world.absent = /no-such-lab/;
  const page = await world.open(link);
  await alert(page).waitFor();
  const words = (await alert(page).innerText()).trim();
  assert.match(words, /\w+ \w+/, "the message is a sentence");
  assert.doesNotMatch(words, /panicked|undefined|\[object|Err\(|RuntimeError|unreachable|was stopped/, "the message is for people");
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

  "strange scenarios that mean something run": async (world) => {
    for (const changes of [
      nodes({ app: { kind: "service", label: "<img src=x onerror='document.title=1'>", handlers: { any: [{ work: "0s" }] } } }),
      () => ({ faults: [fault({ fault: "crash", lasts: "300ms" }), fault({ fault: "pause", lasts: "200ms" }), fault({ fault: "restart" })] }),
      () => ({ faults: [{ fault: "cut", at: "1s", from: ["app"] }, { fault: "cut", at: "1s", from: ["app"], to: ["app"], lasts: "1us" }] }),
    ]) {
      const page = await world.open(scenario(changes));
      assert.equal(await state(page), "ready");
      assert.equal(await page.locator("img[onerror]").count(), 0, "markup stays text");
      assert.notEqual(await page.title(), "1", "nothing of the link is executed");
    }
  },

  "a run that needs too much ends early and says so": async (world) => {
    const flood = scenario(({ workload }) => ({ workload: { users: { ...workload.users, rate: "1000000/s" } } }));
    const page = await world.open(flood);
    await page.getByText(/^The run (was cut short|ended) at/).waitFor();
    assert.equal(await state(page), "ready");
  },
};

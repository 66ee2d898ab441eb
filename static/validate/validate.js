// Lists published figures and measures them in this browser.
import { Pool } from "./pool.js";
import { list } from "./list.js";

const at = (id) => document.getElementById(id);
const root = document.documentElement;
const pool = new Pool();

/** The topics as they are listed; see list.js. */
let topics = [];

/** Counts up with each start and stop: what belongs to an earlier one is late. */
let turn = 0;

const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

function fail(error) {
  pool.stop();
  at("problem").textContent =
    `This page cannot measure here: ${error.message}. It needs a browser with WebAssembly and module workers, and the whole site.`;
  at("problem").hidden = false;
  idle();
  root.dataset.state = "error";
}

async function fetched(name) {
  const response = await fetch(new URL(`references/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`${name}.json is not there (${response.status})`);
  return response.text();
}

/** What the button says, and what it does when it is pressed. */
function offer(text, action) {
  at("run").textContent = text;
  at("run").onclick = action;
  at("run").disabled = false;
}

function idle() {
  root.dataset.state = "ready";
  at("progress").hidden = true;
  offer("Run all here", () => measure(topics));
  for (const { button } of topics) button.disabled = false;
}

function stop() {
  turn += 1;
  pool.stop();
  for (const { references } of topics) for (const reference of references) reference.settle();
  at("status").textContent = "Stopped.";
  idle();
}

/** Shows how far it is. */
function advance(done, all) {
  at("progress").value = done / all;
  at("status").textContent = `${done} of ${plural(all, "run")}`;
}

/** Measures every reference of these topics. */
async function measure(wanted) {
  const own = (turn += 1);
  const began = performance.now();
  const tasks = wanted.flatMap(({ text, references }) => references.map((reference, index) => ({ text, reference, index })));
  const all = tasks.reduce((sum, { reference }) => sum + reference.runs, 0);
  let done = 0;
  root.dataset.state = "running";
  at("problem").hidden = true;
  at("progress").hidden = false;
  advance(0, all);
  offer("Stop", stop);
  for (const { button } of topics) button.disabled = true;

  const one = async ({ text, reference, index }) => {
    reference.wait();
    const question = { ask: "measure", text, reference: index, runs: reference.runs };
    const rows = await pool.ask(question, () => advance((done += 1), all));
    reference.show(rows);
    return rows;
  };
  try {
    const rows = (await Promise.all(tasks.map(one))).flat();
    if (own === turn) summarise(rows, performance.now() - began);
  } catch (error) {
    if (own === turn) fail(error);
  }
}

function summarise(rows, milliseconds) {
  const holding = rows.filter(({ holds }) => holds).length;
  const what = holding === rows.length ? `All ${plural(rows.length, "figure")} hold` : `${holding} of ${plural(rows.length, "figure")} hold`;
  at("status").textContent = `${what}. Simulated in this browser in ${(milliseconds / 1000).toFixed(1)} s.`;
  idle();
}

async function start() {
  const ids = JSON.parse(await fetched("index"));
  const texts = await Promise.all(ids.map(fetched));
  topics = list(ids, texts, measure);
  at("topics").replaceChildren(...topics.map(({ entry }) => entry));
  at("list").replaceChildren(...topics.map(({ section }) => section));
  // The list was not there when the browser looked for it.
  at(location.hash.slice(1))?.scrollIntoView();
  await Promise.all(topics.map(async (topic) => topic.complete(await pool.ask({ ask: "contents", text: topic.text }))));
  at("status").textContent = plural(topics.reduce((sum, { figures }) => sum + figures, 0), "figure");
  idle();
}

start().catch(fail);

// Runs what stands in the form and shows metrics and verdicts.
import { run } from "../netsplit.js";

const at = (id) => document.getElementById(id);

/** How each unit is written: factor, decimals, sign. */
const units = {
  share: (value) => `${(value * 100).toFixed(2)} %`,
  seconds: (value) => `${(value * 1000).toFixed(1)} ms`,
  per_second: (value) => `${value.toFixed(1)} /s`,
  count: (value) => value.toFixed(0),
  times: (value) => `${value.toFixed(2)} x`,
  dollars: (value) => `$${value.toFixed(2)}`,
};

function row(name, value, says, mark) {
  const row = document.createElement("tr");
  const cells = [name, value, says].map((text, index) => {
    const cell = document.createElement(index ? "td" : "th");
    cell.textContent = text;
    return cell;
  });
  cells[0].scope = "row";
  cells[1].className = `value ${mark}`;
  row.append(...cells);
  return row;
}

function show({ metrics, verdicts, events, digest, truncated }, milliseconds) {
  const measured = metrics.filter(({ value }) => value !== null);
  at("metrics").replaceChildren(
    ...measured.map(({ id, name, value, unit, definition }) => {
      const line = row(name, units[unit](value), definition, "");
      line.dataset.metric = id;
      return line;
    }),
  );
  at("verdicts").replaceChildren(
    ...verdicts.map(({ id, name, holds, says }) => {
      const line = row(name, holds, says, holds);
      line.dataset.verdict = id;
      return line;
    }),
  );
  at("about").textContent =
    `${events.toLocaleString("en")} events in ${milliseconds.toFixed(0)} ms, digest ${digest}. ${truncated ?? ""}`;
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const seed = at("seed").value.trim();
  try {
    const start = performance.now();
    const outcome = await run(at("link").value.trim(), seed === "" ? {} : { seed: Number(seed) });
    show(outcome, performance.now() - start);
    at("problem").hidden = true;
    at("result").hidden = false;
  } catch (error) {
    at("problem").textContent = error.message;
    at("problem").hidden = false;
    at("result").hidden = true;
  }
});
// Before the program is here, a form would be sent away.
at("run").disabled = false;

// The address under which this copy of Netsplit can be imported.
document.querySelector("[data-home]").textContent = new URL("../", location.href).href;
document.documentElement.dataset.state = "ready";

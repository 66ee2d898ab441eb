// The list of references: a section for each topic, with a table of its figures.

/** An element with attributes and what stands in it. */
function make(name, attributes, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Half the width of the picture of a row. */
const REACH = 40;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Where measured lies between minus and plus the tolerance, and one error to both sides of it. */
function picture({ measured, expected, tolerance, standard_error: error, holds }) {
  const place = (value) => Math.max(-REACH - 3, Math.min(REACH + 3, (tolerance > 0 ? value / tolerance : Math.sign(value) * 2) * REACH));
  const off = measured - expected;
  const around = error ?? 0;
  const drawn = shape("svg", { viewBox: "-45 -7 90 14", width: 90, height: 14, "aria-hidden": "true", class: holds ? "yes" : "no" });
  drawn.append(
    shape("path", { class: "span", d: `M${-REACH} -4v8M${REACH} -4v8M${-REACH} 0H${REACH}` }),
    shape("path", { class: "zero", d: "M0 -4v8" }),
    shape("path", { class: "error", d: `M${place(off - around)} 0H${place(off + around)}` }),
    shape("circle", { cx: place(off), cy: 0, r: 3.2 }),
  );
  return drawn;
}

const HEADINGS = ["Figure", "Expected", "Measured", "Off by", "Error", "Tolerance", "Runs", ""];

function head() {
  const cells = HEADINGS.map((text, index) => make("th", { scope: "col", class: COLUMNS[index] }, text || make("span", { class: "unseen" }, "Verdict")));
  return make("thead", {}, make("tr", {}, ...cells));
}

const COLUMNS = ["figure", "number", "number", "wide", "number wide", "number wide", "number wide runs", "verdict"];

/** The row of one figure, and a way to fill it. */
function line(figure) {
  const name = make("th", { scope: "row", class: "figure" }, figure.name);
  // What a narrow screen has no columns for.
  const small = make("td", { colspan: HEADINGS.length });
  const more = make("tr", { class: "more" }, small);
  const cells = COLUMNS.slice(1).map((column) => make("td", { class: column }));
  const row = make("tr", { "data-figure": figure.name }, name, ...cells);
  const [expected, measured, drawn, error, tolerance, count, verdict] = cells;
  expected.textContent = figure.expected;
  const empty = () => {
    row.className = "";
    for (const cell of [measured, drawn, verdict, error]) cell.replaceChildren();
    tolerance.textContent = "";
    count.textContent = "";
    small.textContent = "";
  };
  empty();
  return {
    rows: [row, more],
    empty,
    complete: (figure) => (expected.textContent = figure.expected),
    wait: () => {
      empty();
      row.className = "waiting";
    },
    isWaiting: () => row.className === "waiting",
    show: (judged) => {
      const { shown, samples, holds } = judged;
      row.className = holds ? "yes" : "no";
      for (const name of ["measured", "standard_error", "tolerance"]) row.dataset[name] = judged[name];
      expected.textContent = shown.expected;
      measured.textContent = shown.measured;
      drawn.replaceChildren(picture(judged));
      error.textContent = shown.standard_error;
      tolerance.textContent = shown.tolerance;
      count.textContent = samples;
      verdict.textContent = holds ? "holds" : "differs";
      small.textContent = `tolerance ${shown.tolerance}, error ${shown.standard_error}, runs ${samples}`;
    },
  };
}

/** A reference: a group of rows below its name and source. */
function reference(data) {
  const lines = data.figures.map(line);
  const name = make("a", {}, data.name);
  const heading = make("th", { scope: "rowgroup", colspan: HEADINGS.length }, name, make("span", { class: "source" }, data.source));
  const listed = {
    runs: 0,
    group: make("tbody", { "data-reference": data.name }, make("tr", {}, heading), ...lines.flatMap(({ rows }) => rows)),
    complete: ({ link, runs, figures }) => {
      listed.runs = runs;
      name.href = `../${link}`;
      lines.forEach((line, index) => line.complete(figures[index]));
    },
    wait: () => lines.forEach((line) => line.wait()),
    settle: () => lines.filter((line) => line.isWaiting()).forEach((line) => line.empty()),
    show: (rows) => lines.forEach((line, index) => line.show(rows[index])),
  };
  return listed;
}

/** The topics, from their files: a section of the page each, an entry of the navigation, and what fills them. */
export function list(ids, texts, measure) {
  return texts.map((text, index) => {
    const data = JSON.parse(text);
    const id = ids[index];
    const references = data.references.map(reference);
    const button = make("button", { type: "button", disabled: "", "aria-label": `Run ${data.title} here` }, "Run");
    const title = make("h2", { id: `${id}-title` }, data.title);
    const table = make("table", { "aria-labelledby": `${id}-title` }, head(), ...references.map(({ group }) => group));
    const about = make("p", { class: "about" }, data.about ?? "");
    const topic = {
      text,
      references,
      button,
      figures: data.references.reduce((sum, { figures }) => sum + figures.length, 0),
      section: make("section", { id, "aria-labelledby": `${id}-title` }, make("div", { class: "title" }, title, button), about, table),
      entry: make("a", { href: `#${id}` }, data.title),
      complete: (contents) => references.forEach((reference, index) => reference.complete(contents.references[index])),
    };
    button.onclick = () => measure([topic]);
    return topic;
  });
}

// Measures references: one question at a time, a message after each run.
import { References } from "../netsplit.js";

/** Does something with a topic, which is not collected with its wrapper. */
function reading(text, work) {
  const references = new References(text);
  try {
    return work(references);
  } finally {
    references.free();
  }
}

function measure({ text, reference, runs }) {
  return reading(text, (references) => {
    const samples = [];
    for (let run = 1; run <= runs; run += 1) {
      samples.push(...references.sample(reference, run));
      postMessage({ sampled: run });
    }
    return references.rows(reference, Float64Array.from(samples));
  });
}

const answers = {
  contents: ({ text }) => reading(text, (references) => references.contents()),
  measure,
};

self.onmessage = ({ data }) => {
  try {
    postMessage({ answer: answers[data.ask](data) });
  } catch (error) {
    postMessage({ refused: error.message ?? String(error) });
  }
};

// What is sent before this line is lost: the page waits for it.
postMessage({ ready: true });

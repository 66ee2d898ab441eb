// Workers that answer questions beside each other, in the order in which they become free.

/** A processor is left to the page. */
const MOST = Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2) - 1));

export class Pool {
  #workers = [];
  #waiting = [];

  /** Asks, and answers when a worker has; `sampled` is called after each run on the way. */
  ask(question, sampled = () => {}) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, sampled, resolve, reject });
      this.#send();
    });
  }

  /** Ends whatever is under way. Questions that are not answered never will be. */
  stop() {
    for (const { worker } of this.#workers) worker.terminate();
    this.#workers = [];
    this.#waiting = [];
  }

  #send() {
    for (const desk of this.#workers) {
      if (!desk.ready || desk.task || this.#waiting.length === 0) continue;
      desk.task = this.#waiting.shift();
      desk.worker.postMessage(desk.task.question);
    }
    const idle = this.#workers.filter(({ task }) => !task).length;
    if (this.#waiting.length > idle && this.#workers.length < MOST) this.#open();
  }

  #open() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    const desk = { worker, ready: false, task: null };
    this.#workers.push(desk);
    worker.onmessage = ({ data }) => this.#hear(desk, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(event.message || "its worker does not start"));
    };
    this.#send();
  }

  #hear(desk, { ready, sampled, answer, refused }) {
    if (sampled) return desk.task.sampled();
    if (ready) desk.ready = true;
    const task = desk.task;
    desk.task = null;
    if (answer) task.resolve(answer);
    if (refused) task.reject(new Error(refused));
    this.#send();
  }

  /** A program that does not load fails for every question. */
  #fail(error) {
    const tasks = [...this.#workers.map(({ task }) => task), ...this.#waiting].filter(Boolean);
    this.stop();
    for (const { reject } of tasks) reject(error);
  }
}

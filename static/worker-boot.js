// Starts the worker. The first message of the page is the program that it runs itself, already compiled.
self.onmessage = async ({ data: { address, module } }) => {
  try {
    const { default: load, startWorker } = await import(address);
    await load({ module_or_path: module });
    startWorker();
  } catch (reason) {
    self.postMessage({ broken: String(reason) });
  }
};

// Starts the worker. The page says where the program is, so that its JavaScript is read early, and hands over what it has compiled.
let program;

self.onmessage = async ({ data: { address, module } }) => {
  program ??= import(address);
  try {
    const { default: load, startWorker } = await program;
    if (!module) return;
    await load({ module_or_path: module });
    startWorker();
  } catch (reason) {
    self.postMessage({ broken: String(reason) });
  }
};

// Starts the worker: `new Worker("./worker-boot.js?<build id>", { type: "module" })`.
// Trunk does not put a hash into the names of worker files, so the build id travels on to both of them.
const { default: start } = await import("./worker.js" + self.location.search);
await start({ module_or_path: new URL("./worker_bg.wasm" + self.location.search, self.location.href) });

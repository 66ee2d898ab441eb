// Starts the page. A file of its own, so that the page's policy can forbid inline scripts; Trunk writes the
// addresses of the compiled page into the attributes of this script's element. It is no module: a frame of an opaque
// origin may run it even where the program itself is kept from it, and so can say what is missing.
{
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);

  /** The theme that was chosen last, where the browser lets a page remember. */
  const remembered = () => {
    try {
      return localStorage.getItem("netsplit.theme");
    } catch {
      return null;
    }
  };

  // Before anything is painted: its colours, and whether the link opens something else than the lab that is painted first.
  const theme = asked.get("theme") ?? remembered();
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const lab = asked.get("lab") ?? root.dataset.lab;
  const framed = asked.get("embed") === "1";
  const plain = ![...asked.keys()].some((name) => name !== "lab" && name !== "e");
  const told = lab === root.dataset.lab && !location.hash;
  if (!told || !plain || framed) root.dataset.link = framed ? "embed" : told ? "changed" : "other";

  const { pageJs, pageWasm } = document.querySelector("script[data-page-js]").dataset;
  const address = (relative) => new URL(relative, document.baseURI);

  /** True if the page stands in a sandbox that takes its origin away. */
  const opaque = self.origin === "null";

  const reasons = (error) =>
    opaque
      ? "Netsplit may not load its program here: this frame is sandboxed without allow-same-origin, and the site does not " +
        "offer the program to other origins. Either the frame's sandbox has to be \"allow-scripts allow-same-origin\", or the host of " +
        "Netsplit has to answer with Access-Control-Allow-Origin: *."
      : "Netsplit could not start. It needs a browser with WebAssembly (any current one), and the whole site: " + error;

  /** Another lab is told as its own page tells it, while the program is on its way. */
  const tell = async () => {
    const answer = await fetch(address(`./labs/${lab}/`));
    const shell = document.getElementById("shell");
    if (!answer.ok || !shell) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shell.replaceWith(page.getElementById("shell"));
    root.dataset.link = plain ? "" : "changed";
  };
  if (!told && !framed && !location.hash && !opaque && /^[a-z0-9-]+$/.test(lab)) tell().catch(() => {});

  /** A worker that reads its script while the program is on its way; where none can be started, the program tries another way. */
  let worker;
  const hire = () => {
    try {
      worker = new Worker(address(`./worker-boot.js?${pageJs.split("/").pop()}`), { type: "module" });
      worker.onerror = () => (worker = undefined);
      worker.postMessage({ address: address(pageJs).href });
    } catch {
      worker = undefined;
    }
  };

  /** When something was painted, or after a while where nothing is: the program is large, and what is seen first must not wait for it. */
  const painted = () =>
    new Promise((resolve) => {
      new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
      setTimeout(resolve, document.hidden ? 0 : 2000);
    });

  const start = async () => {
    await painted();
    // A worker of an opaque origin is the program's own affair.
    if (!opaque) hire();
    try {
      const { default: load, openPage } = await import(address(pageJs));
      await load({ module_or_path: address(pageWasm) });
      openPage(worker);
    } catch (error) {
      console.error(error);
      const alert = document.createElement("p");
      alert.setAttribute("role", "alert");
      alert.className = "dead";
      alert.textContent = reasons(error);
      document.body.append(alert);
      root.dataset.state = "error";
    }
  };

  start();
}

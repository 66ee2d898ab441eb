// Starts the page. A file of its own, so that the page's policy can forbid inline scripts; Trunk writes the
// addresses of the compiled page into the attributes of this script's element. It is no module: a frame of an opaque
// origin may run it even where the program itself is kept from it, and so can say what is missing.
{
  const { pageJs, pageWasm } = document.querySelector("script[data-page-js]").dataset;
  const address = (relative) => new URL(relative, document.baseURI);

  const reasons = (error) =>
    self.origin === "null"
      ? "Netsplit may not load its program here: this frame is sandboxed without allow-same-origin, and the site does not " +
        "offer the program to other origins. Either the frame's sandbox has to be \"allow-scripts allow-same-origin\", or the host of " +
        "Netsplit has to answer with Access-Control-Allow-Origin: *."
      : "Netsplit could not start. It needs a browser with WebAssembly (any current one), and the whole site: " + error;

  const start = async () => {
    try {
      const { default: load, openPage } = await import(address(pageJs));
      await load({ module_or_path: address(pageWasm) });
      openPage();
    } catch (error) {
      console.error(error);
      const alert = document.createElement("p");
      alert.setAttribute("role", "alert");
      alert.className = "dead";
      alert.textContent = reasons(error);
      document.body.append(alert);
      document.documentElement.dataset.state = "error";
    }
  };

  start();
}

// Starts the page. A file of its own, so that the page's policy can forbid inline scripts; Trunk writes the
// addresses of the compiled page into the attributes of this script's element.
const { pageJs, pageWasm } = document.querySelector("script[data-page-js]").dataset;
const address = (relative) => new URL(relative, document.baseURI);

try {
  const { default: load, openPage } = await import(address(pageJs));
  await load({ module_or_path: address(pageWasm) });
  openPage();
} catch (reason) {
  console.error(reason);
  const alert = document.createElement("p");
  alert.setAttribute("role", "alert");
  alert.textContent =
    "Netsplit could not start. It needs a browser with WebAssembly (any current one), and the whole site: " + reason;
  document.body.append(alert);
  document.documentElement.dataset.state = "error";
}

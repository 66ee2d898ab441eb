// What every test stands on: the site under a path of its own, a browser, and a page that is being watched.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, firefox } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));

/** The site that is tested. */
export const SITE = process.env.NETSPLIT_DIST ?? path.join(here, "..", "..", "dist");

/** Where pictures of failures go. */
export const RESULTS = path.join(here, "results");

/** The site must work under any path, so it is tested under one. */
export const PREFIX = "/netsplit/";

/** The same site on a host that lets other origins load its files, as hosts of static pages do. */
const OPEN = "/open/";

/** Machines of two slow cores run these tests too. */
export const PATIENCE = 60_000;

const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** A page of somebody else's that shows the site in a frame, which may be sandboxed as hosts of posts do. */
const HOST_PAGE = (query, { site, sandbox }) =>
  `<!doctype html><html lang="en"><title>A post</title><link rel="icon" href="data:,">` +
  `<iframe title="Netsplit" width="800" height="500" ${sandbox} src="${site}?${query}"></iframe></html>`;

/** Pages of others by path: what they say of the frame, and which site they show. */
const FRAMES = {
  "/post": { site: PREFIX, sandbox: "" },
  "/sandboxed": { site: PREFIX, sandbox: 'sandbox="allow-scripts allow-same-origin"' },
  "/opaque": { site: OPEN, sandbox: 'sandbox="allow-scripts"' },
  "/locked": { site: PREFIX, sandbox: 'sandbox="allow-scripts"' },
};

/** Serves the site under PREFIX, as a static host does, and the pages of others that embed it: some of the same origin, and a blog of another. */
export async function serve(site = SITE) {
  if (!existsSync(path.join(site, "index.html"))) {
    throw new Error(`there is no site in ${site}: run \`cargo xtask build\``);
  }
  const own = await listen((request, response) => answer(site, request, response));
  const blog = await listen((request, response) => post(own.origin, request, response));
  const close = () => [own, blog].forEach(({ server }) => server.close());
  return { origin: own.origin, blog: blog.origin, close };
}

function listen(handler) {
  const server = createServer(handler);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ server, origin: `http://127.0.0.1:${server.address().port}` }));
  });
}

/** A post of a blog with the element that its query describes: attributes, and `in`, what stands inside. */
function post(origin, request, response) {
  const asked = new URL(request.url, "http://localhost").searchParams;
  const inside = asked.get("in") ?? "";
  asked.delete("in");
  const attributes = [...asked].map(([name, value]) => `${name}="${value.replaceAll("&", "&amp;")}"`).join(" ");
  const page =
    `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,"><body>` +
    `<script async src="${origin}${PREFIX}embed.js"></script><netsplit-lab ${attributes}>${inside}</netsplit-lab></body></html>`;
  response.writeHead(200, { "content-type": TYPES[".html"] }).end(page);
}

function answer(site, request, response) {
  const { pathname, search } = new URL(request.url, "http://localhost");
  if (pathname in FRAMES) {
    response.writeHead(200, { "content-type": TYPES[".html"] }).end(HOST_PAGE(search.slice(1), FRAMES[pathname]));
    return;
  }
  const file = fileFor(site, decodeURIComponent(pathname));
  if (!file) {
    response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    return;
  }
  const others = pathname.startsWith(OPEN) ? { "access-control-allow-origin": "*" } : {};
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", ...others });
  createReadStream(file).pipe(response);
}

function fileFor(site, pathname) {
  const prefix = [PREFIX, OPEN].find((prefix) => pathname.startsWith(prefix));
  if (!prefix) return null;
  const file = path.join(site, path.normalize("/" + pathname.slice(prefix.length)));
  const found = existsSync(file) && statSync(file).isDirectory() ? path.join(file, "index.html") : file;
  return existsSync(found) ? found : null;
}

/** Starts the browser: Chromium, or the Firefox that FIREFOX names, as it comes. */
export function launch() {
  const { CHROME, FIREFOX } = process.env;
  if (FIREFOX) return firefox.launch({ channel: "moz-firefox", executablePath: FIREFOX });
  return chromium.launch({ executablePath: CHROME ?? "/usr/bin/chromium", args: FLAGS });
}

/** What a page may do without asking; Firefox knows no such permissions, and lets a click copy. */
const PERMISSIONS = process.env.FIREFOX ? {} : { permissions: ["clipboard-read", "clipboard-write"] };

/** One test's world: fresh profiles, each of whose pages is watched. */
export class World {
  constructor(browser, { origin, blog }) {
    this.browser = browser;
    this.origin = origin;
    this.blog = blog;
    /** Addresses that may be missing from the site. */
    this.absent = /^$/;
    this.complaints = [];
    this.contexts = [];
    this.pages = [];
  }

  /** The address of the page with a query or fragment: `?lab=x`, `#s1=...`. */
  address(link = "") {
    return this.origin + PREFIX + link;
  }

  /** A page in a profile of its own; `options` are the browser context's: viewport, colorScheme... */
  async fresh(options = {}) {
    const context = await this.browser.newContext({ ...PERMISSIONS, ...options });
    this.contexts.push(context);
    context.setDefaultTimeout(PATIENCE / 2);
    const page = await context.newPage();
    await this.#watch(context, page);
    this.pages.push(page);
    return page;
  }

  /** A fresh page at a link, loaded until it shows a run or says what is wrong. */
  async open(link = "", options = {}) {
    const page = await this.fresh(options);
    await page.goto(link.startsWith("http") ? link : this.address(link));
    await page.waitForFunction(() => ["ready", "error"].includes(document.documentElement.dataset.state));
    return page;
  }

  // A console message or a request to anybody else is a failure, whatever else the test looks at.
  async #watch(context, page) {
    page.on("console", (message) => {
      const absent = message.text().includes("404") && this.absent.test(message.location().url);
      if (!absent) this.complaints.push(`the console says (${message.type()}): ${message.text()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`an exception was not caught: ${error.message}`));
    page.on("crash", () => this.complaints.push("the page crashed"));
    page.on("response", (response) => {
      if (response.status() >= 400 && !this.absent.test(response.url())) this.complaints.push(`${response.status()} for ${response.url()}`);
    });
    page.on("websocket", (socket) => this.complaints.push(`a socket was opened to ${socket.url()}`));
    const foreign = (url) => /^(https?|wss?|ftp):/.test(url.protocol) && ![this.origin, this.blog].includes(url.origin);
    await context.route(foreign, (route) => {
      this.complaints.push(`a request went to ${route.request().url()}`);
      return route.abort();
    });
  }

  /** Saves what the pages show. */
  async picture(file) {
    for (const [index, page] of this.pages.entries()) {
      await page.screenshot({ path: path.join(RESULTS, `${file}${index ? `-${index + 1}` : ""}.png`), timeout: 10_000 });
    }
  }

  async close() {
    await Promise.all(this.contexts.map((context) => context.close()));
  }
}

// <netsplit-lab lab="start" rate="300/s" height="480"></netsplit-lab>: a lab inside any page.
// Attributes are parts of a link, `link` is a whole one. Without a frame, a plain link stands there.
const home = new URL("./", import.meta.url);
const own = ["link", "height", "title", "class", "id", "style", "slot"];

class NetsplitLab extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    const link = this.getAttribute("link") ?? "";
    const hash = link.indexOf("#");
    const address = new URL(home);
    address.search = hash < 0 ? link : link.slice(0, hash);
    address.hash = hash < 0 ? "" : link.slice(hash);
    for (const { name, value } of this.attributes) {
      if (!own.includes(name) && !name.startsWith("data-")) address.searchParams.set(name, value);
    }
    const way = document.createElement("a");
    way.href = address.href;
    way.textContent = this.title || "Open in Netsplit";
    if (!this.firstChild) this.append(way);
    address.searchParams.set("embed", "1");
    this.style.display = "block";
    this.style.minHeight = (Number(this.getAttribute("height")) || 560) + "px";
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      this.open(address.href);
    }, { rootMargin: "300px" });
    watch.observe(this);
  }

  open(address) {
    const frame = (this.frame = document.createElement("iframe"));
    frame.src = address;
    frame.title = this.title || "A lab of Netsplit";
    frame.allow = "clipboard-write";
    frame.style.cssText = "width:100%;border:0;display:block;height:" + this.style.minHeight;
    this.replaceChildren(frame);
    addEventListener("message", ({ source, data }) => {
      if (source !== frame.contentWindow || data?.netsplit !== "resize") return;
      if (data.height > 0) frame.style.height = this.style.minHeight = Math.ceil(data.height) + "px";
    });
  }
}

customElements.get("netsplit-lab") ?? customElements.define("netsplit-lab", NetsplitLab);

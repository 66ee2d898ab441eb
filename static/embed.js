// <netsplit-lab lab="start" rate="300/s" height="480">: a lab in any page, by parts of a link or a whole `link`.
{
  // A module would need CORS; in older snippets it is one.
  const script = document.currentScript ?? document.querySelector('script[src$="embed.js"]');
  const own = "link height title class id style slot".split(" ");

  class NetsplitLab extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const url = new URL(this.getAttribute("link") ?? "", new URL("./", script.src));
      for (const { name, value } of this.attributes) {
        if (!own.includes(name) && !name.startsWith("data-")) url.searchParams.set(name, value);
      }
      const way = { href: url, textContent: this.title || "Open in Netsplit" };
      if (!this.firstElementChild) this.append(Object.assign(document.createElement("a"), way));
      url.searchParams.set("embed", "1");
      const height = parseFloat(this.getAttribute("height"));
      this.style.cssText += `;display:block;min-height:${height || 560}px`;
      const watch = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        this.open(url, height > 0);
      }, { rootMargin: "300px" });
      watch.observe(this);
    }

    open(url, fixed) {
      const frame = (this.frame = document.createElement("iframe"));
      Object.assign(frame, { src: url, title: this.title || "A lab of Netsplit", allow: "clipboard-write" });
      frame.style.cssText = `width:100%;border:0;display:block;height:${this.style.minHeight}`;
      this.replaceChildren(frame);
      addEventListener("message", ({ source, data }) => {
        const told = source === frame.contentWindow && data?.netsplit === "resize" && data.height > 0;
        if (told && !fixed) frame.style.height = this.style.minHeight = Math.ceil(data.height) + "px";
      });
    }
  }

  customElements.get("netsplit-lab") ?? customElements.define("netsplit-lab", NetsplitLab);
}

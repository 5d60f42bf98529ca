/* What the examiner reads from an open page: links, weight, width, language and the first tab stop. */
() => {
  const clipped = (element) => {
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflowX !== "visible") return true;
    }
    return false;
  };
  window.look = {
    overflow() {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return "";
      const wide = [...document.querySelectorAll("main *, header *, footer *")].filter(
        (element) => element.getBoundingClientRect().right > width + 1 && !clipped(element));
      return wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join("; ")
        || "something of " + document.documentElement.scrollWidth + " px";
    },
  };
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const main = document.querySelector("main");
  // The shape of the page: every kind of element there is, inside which kind. Ten rows or a hundred, Inari or Utsjoki:
  // the same shape is not examined twice.
  const kind = (element) => element.localName + "." + element.className
    + "[" + element.getAttributeNames().sort() + "]" + (element.textContent.trim() ? "" : "-");
  const shape = new Set([...(main || document.body).querySelectorAll("*")]
    .map((element) => kind(element.parentElement) + ">" + kind(element)));
  return {
    title: document.title,
    language: document.documentElement.lang,
    bytes: loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    overflow: window.look.overflow(),
    first_stop: document.querySelector(stops)?.className || "",
    look: location.pathname.replace(/\d+/g, "0") + [...shape].sort().join("\n"),
    // What a letter links to is for its receiver, and often good for one time only.
    links: [...document.querySelectorAll("a[href]:not([download])")]
      .filter((link) => !link.closest(".letter")).map((link) => link.getAttribute("href")),
  };
}

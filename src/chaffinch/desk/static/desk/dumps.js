// Items of a dump by keyboard: a goes to the yes, o to the objection, b opens ours beside it; the last step is always Enter or a click.
// Without this script the buttons do the same.
"use strict";

(() => {
  function reach(selector, hash) {
    const part = document.querySelector(selector);
    if (part instanceof HTMLDetailsElement) {
      part.open = true;
      part.querySelector("textarea").focus();
    } else if (part) part.focus();
    if (part) part.scrollIntoView({ block: "nearest" });
    if (part) return true;
    const link = document.activeElement?.closest("[data-row]")?.querySelector("[data-row-link]");
    if (link) window.location.assign(`${link.pathname}${link.search}#${hash}`);
    return Boolean(link);
  }

  const keys = {
    a: () => reach("[data-agree]", "agree"),
    o: () => reach("details#object", "object"),
    b: () => reach("[data-beside]", "beside"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, select, dialog[open], input:not([type=checkbox])")) return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (act && act()) event.preventDefault();
  });

  window.addEventListener("load", () => {
    const act = { "#agree": keys.a, "#object": keys.o }[window.location.hash];
    if (act) requestAnimationFrame(() => requestAnimationFrame(act));
  });
})();

// Keys: lists are walked with j and k, a case is decided with c and d (in the list of cases: triage.js). Without this script every key has its link.
"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]") !== null;
  const rows = () => [...document.querySelectorAll("[data-row-link]")];

  function walk(step) {
    const links = rows();
    if (!links.length) return false;
    const row = document.activeElement?.closest("[data-row]");
    const present = links.indexOf(row ? row.querySelector("[data-row-link]") : document.activeElement);
    const next = present < 0 ? (step > 0 ? 0 : links.length - 1) : present + step;
    const link = links[Math.max(0, Math.min(links.length - 1, next))];
    link.focus({ preventScroll: true });
    (link.closest("[data-row]") || link).scrollIntoView({ block: "nearest" });
    return true;
  }

  function turn(step) {
    const link = document.querySelector(step > 0 ? "[data-after]" : "[data-before]");
    if (link) link.click();
    return link !== null;
  }

  // The question is opened, never answered: the last step is always a click or Enter on the button itself.
  function ask(name) {
    const question = document.getElementById(name);
    if (question instanceof HTMLDetailsElement) {
      question.open = true;
      (question.querySelector("textarea[required]") || question.querySelector("[data-sure]")).focus();
      question.scrollIntoView({ block: "nearest" });
      return true;
    }
    const link = document.activeElement?.closest("[data-row-link]");
    if (link) window.location.assign(`${link.pathname}#${name}`);
    return Boolean(link);
  }

  function close(question) {
    question.open = false;
    question.querySelector("summary").focus();
  }

  document.addEventListener("click", (event) => {
    const question = event.target.closest("[data-cancel]")?.closest("details.ask");
    if (!question) return;
    event.preventDefault();
    close(question);
  });

  function search() {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    else window.location.assign(`${document.body.dataset.searchPage}#case-search`);
    return true;
  }

  const show = (id) => {
    const dialog = document.getElementById(id);
    if (dialog) dialog.showModal();
    return dialog !== null;
  };

  const keys = {
    j: () => walk(1) || turn(1),
    k: () => walk(-1) || turn(-1),
    c: () => ask("confirm"),
    d: () => ask("dismiss"),
    "/": search,
    n: () => show("tip-dialog"),
    w: () => {
      if (!document.body.dataset.waiting) return false;
      window.location.assign(document.body.dataset.waiting);
      return true;
    },
    "?": () => show("keys-dialog"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && document.activeElement?.closest("details.ask[open]")) {
      close(document.activeElement.closest("details.ask"));
      return;
    }
    if (typing(event.target)) return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (act && act()) event.preventDefault();
  });

  function followHash() {
    const target = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
    if (!target) return;
    if (target instanceof HTMLDetailsElement) ask(target.id);
    else if (target.matches("input")) target.focus();
  }
  window.addEventListener("hashchange", followHash);
  // After the browser itself has gone to the fragment, which would take the focus away again.
  window.addEventListener("load", () => requestAnimationFrame(followHash));
})();

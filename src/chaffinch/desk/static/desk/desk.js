// Small comforts: dialogs, copying, dropping a mail or pasting a link anywhere, one picture over the other.
"use strict";

(() => {
  document.documentElement.classList.add("script");

  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
    return dialog;
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener && open(opener.dataset.open)) event.preventDefault();
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
    const compare = event.target.closest("[data-compare]");
    if (compare) layOver(compare);
  });

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1600);
  }

  function layOver(button) {
    const over = button.closest(".pictures").querySelector(".pair").classList.toggle("over");
    button.setAttribute("aria-pressed", String(over));
    button.parentElement.querySelector(".slider").hidden = !over;
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-slide]")) return;
    // A script may set a property where a style attribute in the page may not.
    event.target.closest(".pictures").querySelector(".pair").style.setProperty("--shown", `${event.target.value}%`);
  });

  function reveal() {
    document.querySelectorAll("[data-compare-switch]").forEach((part) => (part.hidden = false));
    if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((part) => (part.hidden = false));
  }
  document.addEventListener("DOMContentLoaded", () => {
    reveal();
    document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  document.addEventListener("htmx:afterSettle", reveal);

  // What somebody has unfolded to read is not folded up by a page that refreshes itself.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (part.id === "live" && part.querySelector("details[open]")) event.preventDefault();
  });

  // Unused filters stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters;
    for (const key of Object.keys(asked)) if (event.detail.verb === "get" && asked[key] === "") delete asked[key];
  });

  const form = () => document.querySelector("#tip-dialog form");
  const carriesFile = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event) || !form()) return;
    event.preventDefault();
    document.getElementById("drop-here").hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.getElementById("drop-here")?.setAttribute("hidden", "");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFile(event) || !form() || !event.dataTransfer.files.length) return;
    event.preventDefault();
    document.getElementById("drop-here").hidden = true;
    const chosen = new DataTransfer();
    chosen.items.add(event.dataTransfer.files[0]);
    form().elements.mail.files = chosen.files;
    form().requestSubmit();
  });

  // A pasted link waits in the open form: sending it in opens a page, so a person says so.
  document.addEventListener("paste", (event) => {
    if (!form() || event.target.closest("input, textarea, [contenteditable], dialog[open]")) return;
    const text = (event.clipboardData?.getData("text/plain") || "").trim();
    if (!/^\S{4,2000}$/.test(text) || !/[.\u3002\[]/.test(text)) return;
    event.preventDefault();
    open("tip-dialog");
    form().elements.link.value = text;
    form().querySelector("button").focus();
  });
})();

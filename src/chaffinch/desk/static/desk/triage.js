// The list of cases by keyboard: x chooses, c and d ask what to do with the chosen, u takes the last batch back.
// Without this script the ticks and the bar below the list do the same.
"use strict";

(() => {
  const picks = () => [...document.querySelectorAll("[data-pick]")];
  const dialog = () => document.getElementById("triage-dialog");

  function show() {
    document.querySelectorAll(".triage-bar [data-script]").forEach((part) => (part.hidden = false));
    const chosen = picks().filter((pick) => pick.checked).length;
    const count = document.querySelector("[data-picked]");
    if (count && count.textContent !== String(chosen)) count.textContent = String(chosen);
    document.querySelector(".triage-bar")?.classList.toggle("any", chosen > 0);
    const all = document.querySelector("[data-pick-all]");
    if (!all) return;
    all.checked = chosen > 0 && chosen === picks().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }

  const focused = () => document.activeElement?.closest("[data-row]")?.querySelector("[data-pick]");

  function pick() {
    const box = focused();
    if (!box) return false;
    box.checked = !box.checked;
    show();
    return true;
  }

  // With nothing chosen, the case that has the focus is meant.
  function ask(id) {
    const button = document.getElementById(id);
    if (!button) return false;
    if (!picks().some((box) => box.checked)) {
      const box = focused();
      if (!box) return false;
      box.checked = true;
      show();
    }
    button.click(); // htmx takes the value of the button that was clicked
    return true;
  }

  function takeBack() {
    const button = document.querySelector("#triage-undo button");
    if (button) button.focus();
    if (button) button.click();
    return button !== null;
  }

  const keys = { x: pick, c: () => ask("triage-confirm"), d: () => ask("triage-dismiss"), u: takeBack };

  // Before the keys of every page, whose c and d lead to the case.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest("textarea, select, dialog[open], input:not([type=checkbox])")) return;
      const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
      if (!act || !act()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) picks().forEach((box) => (box.checked = event.target.checked));
    if (event.target.matches("[data-pick], [data-pick-all]")) show();
    if (event.target.matches("[name=grounds]")) needWords(event.target);
  });

  function needWords(ground) {
    const words = ground.form.elements.reason;
    words.required = "wordy" in ground.dataset;
  }

  let before = null;
  document.addEventListener("htmx:afterSettle", (event) => {
    show();
    if (event.detail.target.id !== "triage-content") return;
    if (!dialog().open) before = document.activeElement;
    if (!dialog().open) dialog().showModal();
    const ground = dialog().querySelector("[name=grounds]:checked");
    if (ground) needWords(ground);
    (ground || dialog().querySelector("[data-sure]") || dialog().querySelector("[data-leave]"))?.focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#triage-dialog [data-leave]")) return;
    event.preventDefault();
    dialog().close();
  });
  document.addEventListener("DOMContentLoaded", () => {
    dialog()?.addEventListener("close", () => before?.isConnected && before.focus());
    show();
  });
  window.addEventListener("pageshow", show);
})();

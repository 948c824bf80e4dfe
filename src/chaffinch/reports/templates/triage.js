"use strict";
// Without this every item is there all the same: it only leaves out what is not asked for.
const tools = document.querySelector(".tools");
const search = tools.querySelector("input");
const buttons = [...tools.querySelectorAll("button")];
const none = document.querySelector("#none");

function show() {
  const wanted = new Set(buttons.filter((one) => one.ariaPressed === "true").map((one) => one.value));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of document.querySelectorAll("section[data-verdict]")) {
    let inside = 0;
    for (const item of group.querySelectorAll(".item")) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      inside += !item.hidden;
    }
    group.hidden = (wanted.size > 0 && !wanted.has(group.dataset.verdict)) || (words.length > 0 && !inside);
    shown += group.hidden ? 0 : inside;
  }
  none.hidden = shown > 0;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    button.ariaPressed = String(button.ariaPressed !== "true");
    show();
  });
}
search.addEventListener("input", show);
tools.hidden = false;

// Marking words with the mouse or the keyboard chooses them in the two lists; without this file they are chosen there.
"use strict";
(() => {
  const words = document.getElementById("words");
  const from = document.getElementById("f-from");
  const to = document.getElementById("f-to");
  const exact = document.getElementById("f-exact");
  if (!words || !from || !to || !exact) return;
  const all = [...words.querySelectorAll("[data-word]")];
  const show = () => {
    const [first, last] = [from.value, to.value || from.value].map(Number).sort((a, b) => a - b);
    const chosen = Number(from.value) && !exact.value;
    all.forEach((one) => {
      const number = Number(one.dataset.word);
      one.classList.toggle("chosen", Boolean(chosen) && number >= first && number <= last);
    });
  };
  document.addEventListener("selectionchange", () => {
    const marked = document.getSelection();
    if (!marked || marked.isCollapsed || !marked.rangeCount || !words.contains(marked.anchorNode)) return;
    const touched = all.filter((one) => marked.containsNode(one, true));
    if (!touched.length) return;
    from.value = touched[0].dataset.word;
    to.value = touched[touched.length - 1].dataset.word;
    exact.value = "";
    show();
  });
  [from, to, exact].forEach((one) => one.addEventListener("input", show));
  show();
})();

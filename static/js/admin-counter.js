// How many characters a field has left. Nothing is cut off: a text that is too long is reported here, and the server
// refuses it.
"use strict";
{
  const PAUSE = 1000; // milliseconds after the last key, so that nobody is interrupted
  // Counts like the server: code points, not UTF-16 units, and without white space at both ends.
  const length = (text) => [...text.trim()].length;
  const fill = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);

  const attach = (field) => {
    if (field.closest(".empty-form")) return; // Django copies this row when one is added
    const { limit, left, over } = JSON.parse(field.dataset.counter);
    const shown = document.createElement("div");
    shown.className = "help counter"; // Django's own class for help below a field
    shown.id = `${field.id}_counter`;
    const heard = document.createElement("div");
    heard.className = "visually-hidden";
    heard.setAttribute("role", "status");
    (field.closest(".flex-container") ?? field).after(shown, heard);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${shown.id}`.trim());
    let pause;
    const count = () => {
      const rest = limit - length(field.value);
      const near = rest <= Math.max(10, limit / 10);
      shown.textContent = fill(rest < 0 ? over : left, { left: rest, over: -rest, limit });
      shown.classList.toggle("counter-near", near);
      shown.classList.toggle("counter-over", rest < 0);
      return near;
    };
    field.addEventListener("input", () => {
      const near = count();
      clearTimeout(pause);
      pause = setTimeout(() => { heard.textContent = near ? shown.textContent : ""; }, PAUSE);
    });
    count();
  };

  const attachAll = (part) => part.querySelectorAll("[data-counter]").forEach(attach);
  document.documentElement.classList.add("counters");
  document.addEventListener("DOMContentLoaded", () => attachAll(document));
  document.addEventListener("formset:added", (event) => attachAll(event.target));
}

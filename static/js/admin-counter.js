// How much room is left in a sentence. Nothing is cut off: what is too long is told here, and refused by the server.
"use strict";
{
  const PAUSE = 1000; // milliseconds after the last key, so that nobody is interrupted
  // As the server counts: letters, not the halves of an emoji, and no space around them.
  const length = (text) => [...text.trim()].length;
  const fill = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);

  const attach = (field) => {
    if (field.closest(".empty-form")) return; // Django copies this row when one is added
    const { limit, left, over } = JSON.parse(field.dataset.counter);
    const shown = document.createElement("div");
    shown.className = "help counter"; // Django's own class for what stands below a field
    shown.id = `${field.id}_counter`;
    const heard = document.createElement("div");
    heard.className = "visually-hidden";
    heard.setAttribute("role", "status");
    (field.closest(".flex-container") ?? field).after(shown, heard);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${shown.id}`.trim());
    let pause;
    const count = () => {
      const room = limit - length(field.value);
      const near = room <= Math.max(10, limit / 10);
      shown.textContent = fill(room < 0 ? over : left, { left: room, over: -room, limit });
      shown.classList.toggle("counter-near", near);
      shown.classList.toggle("counter-over", room < 0);
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

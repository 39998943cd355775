// A preview below each Markdown field: the text as readers will see it, rendered by the server like their page.
"use strict";
{
  const PAUSE = 400; // milliseconds after the last key
  const REFUSALS = { 403: "denied", 413: "long" };

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  };

  const attach = (field) => {
    if (field.closest(".empty-form")) return; // Django copies this row when one is added
    const words = JSON.parse(field.dataset.preview);
    const label = document.querySelector(`label[for="${field.id}"]`)?.textContent.replace(/:\s*$/, "") ?? "";
    const summary = element("summary", "", words.title, element("span", "visually-hidden", `: ${label}`));
    const status = element("p", "preview-status");
    status.setAttribute("role", "status");
    const text = element("div", "preview-text");
    const panel = element("details", "preview", summary, status, text);
    // Django's own class for help below a field.
    (field.closest(".flex-container") ?? field).after(element("div", "help with-preview", panel));

    let pause;
    let asked;
    const say = (sentence, isProblem = false) => {
      if (status.textContent !== sentence) status.textContent = sentence; // setting the same text would announce it again
      status.classList.toggle("preview-problem", isProblem);
    };
    const load = async () => {
      asked?.abort();
      const mine = asked = new AbortController();
      if (!field.value.trim()) {
        text.replaceChildren();
        say(words.empty);
        return;
      }
      const body = new FormData();
      body.set("text", field.value);
      body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
      try {
        const answer = await fetch(words.address, { method: "POST", body, signal: mine.signal, redirect: "error" });
        if (!answer.ok) {
          say(words[REFUSALS[answer.status] ?? "failed"], true);
          return;
        }
        const html = await answer.text();
        if (mine.signal.aborted) return;
        text.innerHTML = html;
        // Links open a new tab, so that following one does not lose the form and its input.
        for (const link of text.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener" });
        say(words.ready);
      } catch {
        if (!mine.signal.aborted) say(words.failed, true); // the last preview stays
      }
    };
    panel.addEventListener("toggle", () => panel.open && load());
    field.addEventListener("input", () => {
      clearTimeout(pause);
      if (panel.open) pause = setTimeout(load, PAUSE);
    });
  };

  const attachAll = (part) => part.querySelectorAll("[data-preview]").forEach(attach);
  document.addEventListener("DOMContentLoaded", () => attachAll(document));
  document.addEventListener("formset:added", (event) => attachAll(event.target));
}

// Comfort only: the portal is complete without this file.

const announcement = document.getElementById("announcement");
const menu = document.querySelector(".portal-menu");

// Escape closes the menu, and so does a click beside it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

// Addresses that people share carry no empty filters.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData, verb } = event.detail;
  if (verb !== "get" || !formData) return;
  for (const name of new Set(formData.keys())) {
    if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  }
});

// A swap leaves parts open that readers have opened, keeps the focus inside them, and what is typed meanwhile.
let kept;
document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  const open = [...event.detail.target.querySelectorAll("details[id]")].map((part) => [part.id, part.open]);
  kept = { open, focused: focused.id, typed: focused.type === "text" ? focused.value : null };
});
document.addEventListener("htmx:afterSwap", () => {
  for (const [id, open] of kept?.open ?? []) {
    const part = document.getElementById(id);
    if (part) part.open ||= open;
  }
  const focused = kept?.focused && document.getElementById(kept.focused);
  if (!focused) return;
  if (document.activeElement === document.body) focused.focus({ preventScroll: true });
  if (kept.typed !== null) focused.value = kept.typed;
});

// The same page in another language is the one with these filters.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const links = document.querySelectorAll(".portal-languages a");
  for (const link of links) link.setAttribute("href", link.pathname + location.search);
});

// After a swap screen readers hear the number of results, and the focus is not lost with the link that had it.
document.addEventListener("htmx:afterSettle", (event) => {
  const fragment = event.detail.elt;
  const result = fragment.matches("[data-announce]") ? fragment : fragment.querySelector("[data-announce]");
  if (result) announcement.textContent = result.textContent.trim();
  if (document.activeElement === document.body) {
    fragment.tabIndex = -1;
    fragment.focus({ preventScroll: true });
  }
});

// What needs a script appears with it: copying a field, and printing.
const offer = (part) => {
  for (const button of part.querySelectorAll("[data-copy], [data-print]")) {
    button.parentElement.hidden = "copy" in button.dataset && !navigator.clipboard;
  }
};
offer(document);
document.addEventListener("htmx:afterSettle", (event) => offer(event.detail.elt));
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return window.print();
  const field = document.getElementById(button.dataset.copy);
  const label = button.querySelector(".kern-label");
  const words = label.textContent;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus(); // whoever forbids the clipboard has it ready for the keyboard
    field.select();
    return;
  }
  if (words === button.dataset.copied) return;
  label.textContent = announcement.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = words;
    announcement.textContent = "";
  }, 4000); // milliseconds
});

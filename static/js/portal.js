// Optional conveniences: the portal works without this file.

// Going back in history replaces the whole body, so elements are looked up when they are needed.
const announce = (words) => {
  const part = document.getElementById("announcement");
  part.textContent = part.textContent === words ? `${words}\u00a0` : words; // an unchanged text would not be announced
};
const openMenu = () => document.querySelector(".portal-menu[open]");

// Escape closes the menu, and so does a click outside it.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && openMenu();
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const menu = openMenu();
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// Leave empty filters out of addresses, because people share them.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData, verb } = event.detail;
  if (verb !== "get" || !formData) return;
  for (const name of new Set(formData.keys())) {
    if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  }
});

// A swap keeps the parts open that readers have opened, the focus, and text typed in the meantime.
let kept;
const keep = (part) => {
  const focused = document.activeElement;
  const open = [...part.querySelectorAll("details[id]")].map((details) => [details.id, details.open]);
  kept = { open, focused: focused.id, typed: focused.type === "text" ? focused.value : null };
};
document.addEventListener("htmx:beforeSwap", (event) => keep(event.detail.target));
document.addEventListener("htmx:historyCacheMissLoad", (event) => {
  keep(event.detail.historyElt);
  kept.typed = null; // going back in history restores the text of that time
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

// The links to other languages keep the present filters.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const links = document.querySelectorAll(".portal-languages a");
  for (const link of links) link.setAttribute("href", link.pathname + location.search);
});

// After a swap screen readers announce the number of results. If the focused link is gone, the focus moves to the
// results, and screen readers announce those because of the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const fragment = event.detail.elt;
  const results = [...fragment.querySelectorAll("[data-announce]")];
  if (document.activeElement !== document.body) {
    if (results.length) announce(results.map((part) => part.textContent.trim()).join(" "));
    return;
  }
  const next = results[0] ?? fragment;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
});

// Show the buttons that need this script: for copying a field, and for printing.
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
    field.focus(); // if the clipboard is blocked, the text is selected for Ctrl-C
    field.select();
    return;
  }
  if (words === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  announce(button.dataset.copied);
  setTimeout(() => {
    label.textContent = words;
    announce("");
  }, 4000); // milliseconds
});

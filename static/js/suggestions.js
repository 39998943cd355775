// Keyboard control of the search suggestions: arrow keys move, Escape closes. Without this file they are plain links.

const LETTERS = 2; // no suggestions for fewer

const listIn = (form) => form?.querySelector(".portal-suggestions");
const searchOf = (element) => (element instanceof Element ? element.closest(".portal-search") : null);
const close = (form) => listIn(form)?.replaceChildren();

document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.detail.elt;
  if (!field.matches(".portal-search__input") || field.value.trim().length >= LETTERS) return;
  event.preventDefault();
  close(field.form);
});

// Ignore a response that comes after the focus has left the search.
document.addEventListener("htmx:beforeSwap", (event) => {
  const list = event.detail.target;
  if (list.matches(".portal-suggestions") && !searchOf(list).contains(document.activeElement)) {
    event.detail.shouldSwap = false;
  }
});

document.addEventListener("keydown", (event) => {
  const form = searchOf(event.target);
  const links = [...(listIn(form)?.querySelectorAll("a") ?? [])];
  if (!links.length) return;
  const field = form.querySelector("input");
  if (event.key === "Escape") {
    close(form);
    field.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [field, ...links];
    const step = event.key === "ArrowDown" ? 1 : -1;
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const form = searchOf(event.target);
  // Some browsers do not focus a clicked link; then there is no relatedTarget.
  if (form && event.relatedTarget && !form.contains(event.relatedTarget)) close(form);
});
document.addEventListener("click", (event) => {
  for (const form of document.querySelectorAll(".portal-search")) {
    if (!form.contains(event.target)) close(form);
  }
});

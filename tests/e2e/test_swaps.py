"""After several swaps by htmx, the page in the browser equals the page after a reload."""

import re

import pytest

from tests import world

pytestmark = pytest.mark.django_db(transaction=True)

# The body without what htmx and static/js/portal.js add to elements, and without the announcements after a swap.
SHOWN = """
() => {
  const body = document.body.cloneNode(true);
  body.querySelector("#announcement").textContent = "";
  for (const part of [body, ...body.querySelectorAll("*")]) {
    if (part.id !== "content") part.removeAttribute("tabindex");
    part.classList.remove("htmx-settling", "htmx-added", "htmx-swapping", "htmx-request");
    if (!part.classList.length) part.removeAttribute("class");
    if (part.localName === "details") part.removeAttribute("open");
  }
  return body.innerHTML.replace(/\\s+/g, " ");
}
"""


def shown(page) -> str:
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-added')")
    return page.evaluate(SHOWN)


@pytest.mark.parametrize("steps", [["Tafel", "Titel"], ["Titel", "Tafel", "Liste"], ["Zeitstrahl", "Matrix"]])
def test_views_and_sorting(page, live_server, steps):
    world.roadmap(8)
    page.goto(f"{live_server.url}/roadmap/?status=running&status=planned&feld=field-1")
    page.evaluate("window.isTheSamePage = true")

    for step in steps:
        address = page.url
        page.locator("#project-list").get_by_role("link", name=step, exact=True).click()
        page.wait_for_function("address => location.href !== address", arg=address)
    swapped = shown(page)

    assert page.evaluate("window.isTheSamePage")
    assert page.locator(".portal-languages a[hreflang=en]").get_attribute("href") == re.sub(
        "^.*?/roadmap/", "/en/roadmap/", page.url
    )
    page.reload()
    assert shown(page) == swapped

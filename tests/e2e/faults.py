"""Faults of a page in the browser: what axe finds or cannot decide, and content wider than the window."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],  # axe leaves out passed checks, which halves its time
}
# The rules of axe that look at colours.
COLOUR_RULES = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
TABLE = ".portal-table"
# The contrast of cells that are scrolled out of sight cannot be measured, so wide tables are shown in full.
SHOW_TABLES = """
document.documentElement.style.width = "1400px";
document.querySelectorAll(".portal-table").forEach(part => part.style.overflow = "visible");
"""
OPEN_ALL = """
document.querySelectorAll("main details:not([open])").forEach(part => {
  part.open = true;
  part.classList.add("opened-by-test");
});
"""
AS_BEFORE = """
document.documentElement.style.width = "";
document.querySelectorAll(".portal-table").forEach(part => part.style.overflow = "");
document.querySelectorAll(".opened-by-test").forEach(part => {
  part.open = false;
  part.classList.remove("opened-by-test");
});
"""


def faults_on_page(page, axe, rules: dict = RULES) -> list[tuple]:
    """Return the faults of ``page``, with all closed parts opened for the time of the check."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults = [("wider than the window", wider)] if wider > 0 else []
    page.evaluate(OPEN_ALL)
    faults += _found(page, axe, {"exclude": [TABLE]}, rules)
    if page.locator(TABLE).count():
        page.evaluate(SHOW_TABLES)
        faults += _found(page, axe, {"include": [TABLE]}, rules)
    page.evaluate(AS_BEFORE)
    return faults


def faults_light_and_dark(page, axe) -> list[tuple]:
    """Return the faults in each colour scheme.

    The page is loaded once, and in dark only the rules for colours run again, because only colours differ
    (tests/publishing/test_colours.py).
    """
    faults = []
    for scheme, rules in (("light", RULES), ("dark", COLOUR_RULES)):
        page.emulate_media(color_scheme=scheme)
        faults += [(scheme, *fault) for fault in faults_on_page(page, axe, rules)]
    return faults


def _found(page, axe, context: dict, rules: dict) -> list[tuple]:
    if page.evaluate("!window.axe"):  # the package's own run() would send half a megabyte every time
        page.evaluate(axe.axe_script)
    result = page.evaluate("([context, rules]) => axe.run(context, rules)", [context, rules])
    return [
        (fault["id"], node["target"], node.get("failureSummary", "")[:300])
        for kind in ("violations", "incomplete")
        for fault in result[kind]
        for node in fault["nodes"]
    ]

"""What is wrong with the page that the browser shows: what axe finds or leaves open, and what sticks out."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],  # axe describes nothing else, which halves its time
}
TABLE = ".portal-table"
# What is scrolled out of sight in a wide table has no contrast that could be measured: tables get the room they need.
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


def faults_on_page(page, axe) -> list[tuple]:
    """Return what is wrong with ``page``, with all its closed parts opened; they are closed again."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults = [("wider than the window", wider)] if wider > 0 else []
    page.evaluate(OPEN_ALL)
    faults += _found(page, axe, {"exclude": [TABLE]})
    if page.locator(TABLE).count():
        page.evaluate(SHOW_TABLES)
        faults += _found(page, axe, {"include": [TABLE]})
    page.evaluate(AS_BEFORE)
    return faults


def faults_light_and_dark(page, axe) -> list[tuple]:
    """Return what is wrong in each color scheme. The page need not be loaded for each: only its styles differ."""
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults += [(scheme, *fault) for fault in faults_on_page(page, axe)]
    return faults


def _found(page, axe, context: dict) -> list[tuple]:
    if page.evaluate("!window.axe"):  # axe.run would send the half megabyte again each time
        page.evaluate(axe.axe_script)
    result = page.evaluate("([context, rules]) => axe.run(context, rules)", [context, RULES])
    return [
        (fault["id"], node["target"], node.get("failureSummary", "")[:300])
        for kind in ("violations", "incomplete")
        for fault in result[kind]
        for node in fault["nodes"]
    ]

"""Checks for a valid PDF/UA-1, in the HTML (rules of publishing/pdf/engine.py) and in the PDF's structure tree.

A validator checks more; these are the faults that a template or a text of an editor can cause.
"""

import io
import re
from collections import Counter
from html.parser import HTMLParser

import pikepdf

BLOCKS = {"p", "div", "section", "table", "dl", "figure", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
VOID = {"br", "hr", "img", "link", "meta", "input"}
A4 = (595.28, 841.89)


def html_faults(html: str) -> list[str]:
    reader = _HtmlReader()
    reader.feed(html)
    reader.close()
    faults = reader.faults
    faults += [f"<{tag}> is not closed" for tag in reader.path]
    faults += [f"id {id} is there {times} times" for id, times in Counter(reader.ids).items() if times > 1]
    faults += [f"link to #{target}, which is nowhere" for target in reader.targets if target not in reader.ids]
    faults += _heading_faults(reader.headings)
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        if not re.search(r"<title>\s*\S", svg):
            faults.append("an <svg> has no title")
    return faults


def _heading_faults(levels: list[int]) -> list[str]:
    faults = [] if levels and levels[0] == 1 else ["the first heading is no h1"]
    if levels.count(1) > 1:
        faults.append("more than one h1")
    return faults + [f"h{before} is followed by h{level}" for before, level in _pairs(levels) if level > before + 1]


def _pairs(levels):
    return zip(levels, levels[1:], strict=False)


class _HtmlReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.path, self.ids, self.targets, self.headings, self.faults = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        in_svg = "svg" in self.path
        if "a" in self.path:
            self.faults.append(f"<{tag}> inside a link")
        if not in_svg and tag in BLOCKS and "li" in self.path:
            self.faults.append(f"<{tag}> inside a list item")
        if tag == "div" and self.path[-1:] == ["dl"]:
            self.faults.append("<div> inside a <dl>")
        if tag == "img" and not given.get("alt"):
            self.faults.append("a picture has no alternative text")
        if "page-of" in (given.get("class") or "").split() and not (given.get("data-h") or "").startswith("#"):
            self.faults.append("a page number has no target")
        if "style" in given:
            self.faults.append(f"inline style on <{tag}>")
        if given.get("id") and not in_svg:
            self.ids.append(given["id"])
        for name in ("href", "data-h"):
            if (given.get(name) or "").startswith("#"):
                self.targets.append(given[name][1:])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.path.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.path.pop()

    def handle_endtag(self, tag):
        if not self.path or self.path.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")


def pdf_faults(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        faults = []
        if str(root.get("/Lang", "")) != "de":
            faults.append("the language is not German")
        if not root.get("/MarkInfo", {}).get("/Marked"):
            faults.append("not tagged")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            faults.append("the window does not show the title")
        with pdf.open_metadata() as metadata:
            if metadata.get("pdfuaid:part") != "1":
                faults.append("does not say that it is PDF/UA-1")
            if not metadata.get("dc:title"):
                faults.append("no title")
        with pdf.open_outline() as outline:
            if len(outline.root) < 3:
                faults.append("hardly any bookmarks")
        for number, page in enumerate(pdf.pages, 1):
            box = [float(side) for side in page.mediabox]
            if abs(box[2] - A4[0]) > 1 or abs(box[3] - A4[1]) > 1:
                faults.append(f"page {number} is not A4")
        return faults + _font_faults(pdf) + _structure_faults(root.StructTreeRoot)


def fonts(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Return the fonts by name, and whether each is embedded."""
    found = {}
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            for descendant in font.get("/DescendantFonts", [font]):
                name = str(descendant.BaseFont).partition("+")[2]
                embedded = any(f"/FontFile{kind}" in descendant.FontDescriptor for kind in ("", "2", "3"))
                found[name] = embedded
    return found


def _font_faults(pdf: pikepdf.Pdf) -> list[str]:
    found = fonts(pdf)
    faults = [f"font {name} is not embedded" for name, embedded in found.items() if not embedded]
    faults += [f"font {name} is not ours" for name in found if not name.startswith("Fira-Sans")]
    return faults if found else ["no fonts"]


def elements(node, path=()):
    """Yield each structure element with the names of its ancestors."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            name = str(kid.S)[1:]
            yield kid, name, path
            yield from elements(kid, (*path, name))


def _structure_faults(root) -> list[str]:
    tree = list(elements(root))
    names = Counter(name for _node, name, _path in tree)
    faults = _heading_faults([int(name[1]) for _node, name, _path in tree if re.fullmatch("H[1-6]", name)])
    for node, name, path in tree:
        if name == "Figure" and not str(node.get("/Alt", "")).strip():
            faults.append("a figure has no alternative text")
        if name == "Table" and not any(kid == "TH" for _n, kid, _p in elements(node)):
            faults.append("a table has no header cells")
        if name == "LI" and path[-1] != "L":
            faults.append("a list item outside a list")
        if name in ("TD", "TH") and path[-1] != "TR":
            faults.append("a cell outside a row")
        if name == "LI" and any(kid == "P" for _n, kid, _p in elements(node)):
            faults.append("a paragraph inside a list item")
    return faults + [f"no {name} at all" for name in ("L", "Link", "Table", "P") if not names[name]]

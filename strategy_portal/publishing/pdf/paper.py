"""What all PDF documents share: the stylesheet and its fonts, the icons of states, the city and its notice."""

from django.utils.html import format_html
from django.utils.translation import gettext

from strategy_portal.publishing.look.badges import BADGES
from strategy_portal.publishing.look.colours import palette
from strategy_portal.publishing.look.icons import ICONS
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf.engine import render_pdf

STATIC_FILES = ("css/pdf.css", "build/fonts/fira-sans-400.woff2", "build/fonts/fira-sans-600.woff2")
SIGNS = sorted({sign for keys in BADGES.values() for _style, sign in keys.values()})
INK = "#1b1b1b"


def city_on_paper() -> Municipality:
    """Return the city, or a nameless one before any data is loaded."""
    return Municipality.objects.first() or Municipality(name="", official_name=gettext("City without a name"))


def frame_of(municipality: Municipality) -> dict:
    """Return the context that the head of every document needs."""
    return {
        "municipality": municipality,
        "has_logo": bool(_logo(municipality)),
        "shades": palette(municipality.colour),
        "signs": SIGNS,
    }


def example_notice(municipality: Municipality) -> str:
    """Return the notice on every page of an example city's document; an empty string for a real portal."""
    if not municipality.is_example:
        return ""
    return gettext("Example, not an official document of %(city)s") % {"city": municipality.official_name}


def print_document(html: str, municipality: Municipality) -> bytes:
    """Return ``html`` as PDF; the same arguments yield the same bytes.

    Raises :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made.
    """
    pictures = {f"sign-{name}.svg": _sign(name) for name in SIGNS}
    if logo := _logo(municipality):
        pictures["logo"] = logo
    return render_pdf(html, static=STATIC_FILES, pictures=pictures)


def _logo(municipality: Municipality) -> bytes | None:
    if not municipality.logo or not municipality.logo.storage.exists(municipality.logo.name or ""):
        return None
    with municipality.logo.open("rb") as file:
        return file.read()


def _sign(name: str) -> bytes:
    """Return an icon as an image file, with a fixed colour: background images do not support ``currentColor``."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="{}" fill="none" '
        'stroke="{}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        ICONS[name],
        INK,
    ).encode()

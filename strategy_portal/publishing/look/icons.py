"""The portal's own icons, drawn on a grid of 24 by 24 with strokes two units wide.

They are inline SVG because the content security policy forbids ``data:`` images, which KERN's icons are.
An icon is never used alone: text beside it says the same (WCAG 1.4.1, docs/standards.md).
"""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

CIRCLE = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z"

ICONS = {
    # a project's status
    "idea": "M9 17.5c0-2.5-3-4-3-8a6 6 0 0 1 12 0c0 4-3 5.5-3 8zM10 21h4",
    "planned": "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4M9 15h6",
    "running": CIRCLE + "M10 8.5v7l5.5-3.5z",
    "completed": CIRCLE + "M8 12.5l3 3 5.5-6.5",
    "paused": CIRCLE + "M10 9v6M14 9v6",
    "discontinued": CIRCLE + "M9 9l6 6M15 9l-6 6",
    # its schedule
    "on-track": "M4 12h14M13 7l5 5-5 5M21 5v14",
    "delayed": CIRCLE + "M12 7v5l3.5 2.5",
    "open": CIRCLE + "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.01",
    # priority
    "high": "M6 12l6-6 6 6M6 19l6-6 6 6",
    "medium": "M5 9h14M5 15h14",
    "low": "M6 9l6 6 6-6",
    "none": "M6 12h12",
    # messages
    "info": CIRCLE + "M12 11v6M12 7.5v.01",
    "warning": "M12 4l9.5 16h-19zM12 10v5M12 17.5v.01",
    "danger": "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v6M12 16.5v.01",
    "success": CIRCLE + "M8 12.5l3 3 5.5-6.5",
    # navigation
    "arrow-right": "M4 12h16M14 6l6 6-6 6",
    "chevron-down": "M6 9l6 6 6-6",
    "chevron-left": "M15 5l-7 7 7 7",
    "chevron-right": "M9 5l7 7-7 7",
    "close": "M6 6l12 12M18 6L6 18",
    "external": "M11 5H5v14h14v-6M14 4h6v6M20 4l-9 9",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "home": "M4 11.5L12 4l8 7.5M6 10v10h12V10",
    "link": "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1-1",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L21 21",
    # views of the roadmap
    "board": "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v6h-4z",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
    "matrix": "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    "timeline": "M4 6h8M8 12h9M12 18h8",
    "chart": "M4 20h16M7 20v-6M12 20V5M17 20v-9",
    "moment": "M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
    # council and contact
    "agenda": "M6 4h12v17H6zM9 4V2.5h6V4M9 10h6M9 14h6M9 18h3",
    "building": "M4 21V9l8-5 8 5v12M2.5 21h19M9 21v-6h6v6M9 11v.01M15 11v.01",
    "calendar": "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4",
    "clock": CIRCLE + "M12 7v5l3.5 2.5",
    "copy": "M9 8h11v13H9zM15 8V3H4v13h5",
    "document": "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
    "download": "M12 3v12M7 10.5l5 5 5-5M5 20h14",
    "feed": "M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8M6 18v.01",
    "flag": "M6 21V4h11l-2.5 4 2.5 4H6",
    "language": CIRCLE + "M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
    "mail": "M3 6h18v13H3zM3 7l9 7 9-7",
    "money": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM15 9a4 4 0 1 0 0 6M8 11h4.5M8 13.5h4",
    "people": "M9 5a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 9 5zM3 20c0-4 2.5-6 6-6s6 2 6 6"
    "M16 5.5a3 3 0 0 1 0 5.6M17.5 14.5c2.3.7 3.5 2.6 3.5 5.5",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 21c0-4.5 3-6.5 7.5-6.5s7.5 2 7.5 6.5",
    "phone": "M6 3h4l1.5 5L9 10c1 2.5 2.5 4 5 5l2-2.5 5 1.5v4c0 1.5-1 3-3 3C10 20.5 3.5 14 3 6c0-2 1.5-3 3-3z",
    "place": "M12 21c-5-5.5-7-8.5-7-11.5a7 7 0 0 1 14 0c0 3-2 6-7 11.5zM12 7.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
    "plain-language": "M12 6c-2-1.5-5-2-9-2v14c4 0 7 .5 9 2 2-1.5 5-2 9-2V4c-4 0-7 .5-9 2zM12 6v14",
    "sign-language": "M8 13V6a1.5 1.5 0 0 1 3 0v5-7a1.5 1.5 0 0 1 3 0v7-5a1.5 1.5 0 0 1"
    " 3 0v8c0 4-2 7-5.5 7-3 0-4.3-1.5-6-4.5L4 13.5c-.7-1.3 1-2.5 2-1.3z",
    # the three elements of a strategy
    "fields": "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    "roadmap": "M5 17a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM19 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM7 19h8a3.5 3.5 0 0 0 0-7H9a3.5 3.5 0 0 1 0-7h8",
    "vision": "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    # fields of action
    "data": "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
    "economy": "M4 8h16v12H4zM9 8V5h6v3M4 13h16M12 12v3",
    "education": "M2 9l10-5 10 5-10 5zM6 11.5V17c3.5 2.5 8.5 2.5 12 0v-5.5",
    "infrastructure": "M12 10v11M8 21h8M12 7.5v.01M8 11.5a5.5 5.5 0 0 1 0-8"
    "M16 3.5a5.5 5.5 0 0 1 0 8M5 14.5a9.5 9.5 0 0 1 0-14M19 .5a9.5 9.5 0 0 1 0 14",
    "mobility": "M5 4h14v13H5zM5 11h14M8 17v3M16 17v3M8.5 14v.01M15.5 14v.01",
    "network": "M12 3.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM5.5 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"
    "M18.5 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM11 7.5L6.5 16M13 7.5l4.5 8.5M7.5 18h9",
    "participation": "M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5",
    "service": "M5 4h14v12H5zM3 20h18M9 10l2 2 4-4",
    "skills": "M12 3l2.6 5.6 6 .8-4.4 4.2 1.1 6.1L12 16.7l-5.3 3 1.1-6.1-4.4-4.2 6-.8z",
}


@cache
def icon_svg(name: str) -> SafeString:
    """Return the icon as inline SVG, hidden from screen readers; an empty string when the name is unknown."""
    path = ICONS.get(name)
    if path is None:
        return mark_safe("")
    return format_html(
        '<svg class="portal-icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        path,
    )

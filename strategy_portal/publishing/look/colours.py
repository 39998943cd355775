"""Legible shades of the city's colour, and the small stylesheet that contains them.

Contrast is computed as in WCAG 2.2 (relative luminance); text needs 4.5 to 1 against each of its backgrounds.
"""

import colorsys
import re

MINIMUM_CONTRAST = 4.5
BLACK, WHITE = "#000000", "#ffffff"
# Backgrounds of links and buttons: the page and the raised surface of static/css/tokens.scss (KERN's neutral tones).
LIGHT_BACKGROUNDS = (WHITE, "#f3f4f7")
DARK_BACKGROUNDS = ("#131525", "#1d2034")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (equal) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palette(colour: str) -> dict[str, str]:
    """Return the shades of ``colour`` ("#rrggbb") that pages use, each as "#rrggbb".

    accent, on_accent              the colour itself, and black or white, whichever reads better on it
    tint_light, tint_dark          a faint tint of it, as a background of ordinary text in light and dark mode
    action_light, action_dark      links and buttons: the nearest shade that is legible on every background and tint
    on_action_light, on_action_dark     text on such a button

    >>> palette("#1d5c87")["action_light"]
    '#1d5c87'
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is no colour: write it as #rrggbb.")
    accent = colour.lower()
    tint_light = _mixed(accent, WHITE, share=0.07)
    tint_dark = _mixed(accent, DARK_BACKGROUNDS[0], share=0.16)
    action_light = _legible(accent, on=(*LIGHT_BACKGROUNDS, tint_light), towards=0.0)
    action_dark = _legible(accent, on=(*DARK_BACKGROUNDS, tint_dark), towards=1.0)
    return {
        "accent": accent,
        "on_accent": _text_on(accent),
        "tint_light": tint_light,
        "tint_dark": tint_dark,
        "action_light": action_light,
        "on_action_light": _text_on(action_light),
        "action_dark": action_dark,
        "on_action_dark": _text_on(action_dark),
    }


def city_stylesheet(colour: str) -> str:
    """Return the stylesheet with the city's custom properties, which replace KERN's blue."""
    shades = palette(colour)
    return (
        ":root{"
        f"--portal-accent:{shades['accent']};--portal-on-accent:{shades['on_accent']};"
        f"--portal-tint:{shades['tint_light']};"
        f"--kern-color-action-default:{shades['action_light']};"
        f"--kern-color-action-on-default:{shades['on_action_light']}"
        "}\n"
        "@media screen and (prefers-color-scheme:dark){:root{"
        f"--portal-tint:{shades['tint_dark']};"
        f"--kern-color-action-default:{shades['action_dark']};"
        f"--kern-color-action-on-default:{shades['on_action_dark']}"
        "}}\n"
    )


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(channels) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, background: str, *, share: float) -> str:
    pairs = zip(_channels(colour), _channels(background), strict=True)
    return _hex(share * front + (1 - share) * back for front, back in pairs)


def _text_on(background: str) -> str:
    return max(WHITE, BLACK, key=lambda text: contrast(text, background))


def _legible(colour: str, *, on: tuple[str, ...], towards: float) -> str:
    """Return ``colour`` with its lightness moved ``towards`` 0 (black) or 1 (white) until every contrast suffices."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    shade = colour
    for step in range(101):
        shade = _hex(colorsys.hls_to_rgb(hue, lightness + (towards - lightness) * step / 100, saturation))
        if all(contrast(shade, background) >= MINIMUM_CONTRAST for background in on):
            break
    return shade

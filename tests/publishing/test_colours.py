from collections.abc import Iterator

import pytest
import tinycss2

from strategy_portal.publishing.look.colours import (
    DARK_BACKGROUNDS,
    LIGHT_BACKGROUNDS,
    MINIMUM_CONTRAST,
    city_stylesheet,
    contrast,
    palette,
)
from tests.harness.strict_templates import ROOT

# Corners of the colour space, and typical colours of cities: blue, red, yellow, green, a pale and a very dark one.
COLOURS = [
    "#000000", "#ffffff", "#808080", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff",
    "#1d5c87", "#c8102e", "#ffd500", "#6ab023", "#f5e6c8", "#14001f",
]  # fmt: skip


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#123456", "#123456") == 1
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777")


@pytest.mark.parametrize("colour", COLOURS)
def test_every_city_colour_is_legible(colour):
    shades = palette(colour)
    assert contrast(shades["on_accent"], shades["accent"]) >= MINIMUM_CONTRAST
    for mode, backgrounds, text in [
        ("light", LIGHT_BACKGROUNDS, "#131525"),
        ("dark", DARK_BACKGROUNDS, "#f3f4f7"),
    ]:
        for background in (*backgrounds, shades[f"tint_{mode}"]):
            assert contrast(shades[f"action_{mode}"], background) >= MINIMUM_CONTRAST
            assert contrast(text, background) >= 7
        assert contrast(shades[f"on_action_{mode}"], shades[f"action_{mode}"]) >= MINIMUM_CONTRAST


def test_a_legible_colour_stays_as_it_is():
    assert palette("#1D5C87")["accent"] == "#1d5c87"
    assert palette("#1D5C87")["action_light"] == "#1d5c87"


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1d5c87;}body{display:none", "#1d5c87\n"])
def test_anything_but_a_colour_is_refused(text):
    with pytest.raises(ValueError, match="write it as #rrggbb"):
        palette(text)


def test_stylesheet_sets_the_properties_for_light_and_dark():
    shades = palette("#c8102e")
    light, dark = city_stylesheet("#c8102e").split("@media screen and (prefers-color-scheme:dark)")
    assert f"--portal-accent:{shades['accent']};" in light
    assert f"--kern-color-action-default:{shades['action_light']};" in light
    assert f"--kern-color-action-default:{shades['action_dark']};" in dark
    assert f"--portal-tint:{shades['tint_dark']};" in dark


def set_for_a_scheme(css: str) -> Iterator[str]:
    """Yield the names of the properties that ``css`` sets only in light, or only in dark mode."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and "prefers-color-scheme" in tinycss2.serialize(rule.prelude):
            for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
                yield from (
                    each.name
                    for each in tinycss2.parse_blocks_contents(inner.content, skip_comments=True, skip_whitespace=True)
                )


def test_only_colours_differ_between_light_and_dark():
    """So one look at each page is enough for everything but its colours (tests/e2e/faults.py)."""
    styles = (ROOT / "static/build/portal.css").read_text(encoding="utf-8") + city_stylesheet("#c8102e")
    names = set(set_for_a_scheme(styles))

    assert {name for name in names if not name.startswith(("--kern-color-", "--portal-tint"))} == set()
    assert {"--kern-color-layout-text-default", "--kern-color-action-default", "--portal-tint"} <= names


def test_other_differences_would_be_found():
    css = "a{top:0}@media screen and (prefers-color-scheme:dark){a{top:1px}b{color:red}}"
    assert list(set_for_a_scheme(css)) == ["top", "color"]

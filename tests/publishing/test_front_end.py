"""The built files in static/build/ (`make test` builds them first)."""

import gzip
import re

import pytest
from fontTools.ttLib import TTFont

from tests.harness.strict_templates import ROOT

BUILT = ROOT / "static" / "build"
FONTS = [BUILT / "fonts" / f"fira-sans-{weight}.woff2" for weight in (400, 600)]


def test_stylesheet_and_fonts_keep_their_budget():
    assert len(gzip.compress((BUILT / "portal.css").read_bytes())) <= 15_000
    assert sorted((BUILT / "fonts").glob("*.woff2")) == FONTS
    assert all(font.stat().st_size <= 30_000 for font in FONTS)


def test_stylesheet_asks_nobody_else_and_defines_what_it_uses():
    css = (BUILT / "portal.css").read_text()
    addresses = {address.strip('"') for address in re.findall(r"url\(([^)]*)\)", css)}
    assert addresses == {f"fonts/{font.name}" for font in FONTS}
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+)\s*:", css))


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_fonts_have_every_letter_of_the_city_texts(font):
    texts = [*ROOT.glob("fixtures/*/*.toml"), *ROOT.glob("locale/*/LC_MESSAGES/*.po")]
    letters = set("„“‚‘–…€é§ÄÖÜäöüß\u00a0\u00ad").union(*(path.read_text() for path in texts)) - set("\n\t\r")
    glyphs = TTFont(font).getBestCmap()
    assert {letter for letter in letters if ord(letter) not in glyphs} == set()

"""Markdown: only a small safe subset, whatever an editor pastes."""

import pytest

from strategy_portal.publishing.text.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("- a\n\n  b", "<ul>\n<li>a<br>\nb</li>\n</ul>\n"),
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>\n'),
        ("[a](javascript:alert)", "<p>[a](javascript:alert)</p>\n"),
        ("<script>alert()</script>", "<p>&lt;script&gt;alert()&lt;/script&gt;</p>\n"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"),
        ("![a](https://example.org/a.png)", "<p></p>\n"),
        ("", ""),
    ],
)
def test_subset(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "level", "tags"),
    [
        ("# a\n## b", 2, ["h2", "h3"]),
        ("### a\n## b\n### c", 3, ["h3", "h3", "h4"]),
        ("# a\n#### b", 4, ["h4", "h5"]),
        ("# a\n## b\n### c\n#### d", 5, ["h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_fit_below_the_page_and_skip_no_level(text, level, tags):
    html = render(text, heading_level=level)

    assert [part[:2] for part in html.split("<")[1::2]] == tags


def test_hostile_text_is_quick():
    assert "[" in render("[" * 10_000)

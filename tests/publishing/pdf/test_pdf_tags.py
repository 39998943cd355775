"""The template tags for chapters of a PDF."""

import pytest
from django.template import Context, Template

from strategy_portal.publishing.templatetags.pdf import pdf_markdown


def rendered(text: str, **context) -> str:
    return Template("{% load pdf %}" + text).render(Context(context))


class TestContents:
    def test_lists_and_numbers_the_chapters_that_are_there(self):
        html = rendered(
            '{% contents %}{% chapter "Short" id="s" numbered=False %}x{% endchapter %}{% contents_here %}'
            '{% chapter "One" id="a" %}{% part "Inside" id="b" %}x{% endpart %}{% endchapter %}'
            '{% chapter "Empty" id="c" %} {% endchapter %}'
            '{% chapter title id="d" %}x{% endchapter %}{% endcontents %}',
            title="<Two>",
        )

        assert html.count("<li") == 4
        assert '<a href="#s">Short</a>' in html
        assert '<a href="#a">1 One</a><i></i><span class="page-of" data-h="#a"></span>' in html
        assert '<li class="toc-3"><a href="#b">Inside</a>' in html
        assert '<h2 id="d" class="numbered">2 &lt;Two&gt;</h2>' in html
        assert "Empty" not in html

    def test_stands_where_the_template_says(self):
        html = rendered(
            '{% contents %}before{% contents_here %}{% chapter "A" id="a" %}x{% endchapter %}{% endcontents %}'
        )

        assert html.startswith('before<section class="contents">')


class TestFacts:
    def test_is_a_row_with_its_header(self):
        html = rendered('{% facts %}{% fact "Name" %}x{% endfact %}{% fact "Empty" %} {% endfact %}{% endfacts %}')

        assert html == '<table class="facts "><tbody><tr><th scope="row">Name</th><td>x</td></tr></tbody></table>'

    def test_without_content_disappears(self):
        assert rendered('{% facts %} {% fact "Empty" %} {% endfact %}{% endfacts %}') == ""


class TestMark:
    def test_says_the_state_in_words(self):
        assert (
            rendered('{% mark "status" "paused" "Paused" %}')
            == '<span class="mark mark-dashed sign-paused">Paused</span>'
        )

    def test_unknown_state_is_plain(self):
        assert "Odd &lt;" in rendered('{% mark "status" "odd" label %}', label="Odd <")


class TestMarkdown:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[**bold** and `code`](https://e.org)", " bold and  code</a>"),
            ("- > quote", "<li>"),
            ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ],
    )
    def test_keeps_the_rules(self, text, expected):
        html = pdf_markdown(text)

        assert expected in html
        assert "blockquote" not in html
        assert "<strong>" not in html

    def test_keeps_what_is_allowed(self):
        html = pdf_markdown("# Head\n\n- one\n- two\n  - three\n\n**bold**", 4)

        assert "<h4>Head</h4>" in html
        assert "<strong>bold</strong>" in html
        assert html.count("<ul>") == 2

import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from advisory_board.models import Meeting, Recommendation
from roadmap.models import Priority, Schedule, Status
from strategy.models import Edition
from strategy_portal.publishing.look.badges import BADGES, STYLES
from strategy_portal.publishing.look.icons import ICONS, icon_svg
from tests.harness.strict_templates import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def rendered(source: str, **context) -> str:
    with translation.override("en"):
        return Template("{% load components %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("status", Status),
        ("schedule", Schedule),
        ("priority", Priority),
        ("edition", Edition.Status),
        ("meeting", Meeting.State),
        ("recommendation", Recommendation.State),
    ],
)
def test_every_choice_has_its_own_badge(kind, choices):
    assert set(BADGES[kind]) == set(choices.values)
    icons = [icon for _style, icon in BADGES[kind].values()]
    assert len(icons) == len(set(icons)), "two states of a kind look the same in black and white"
    assert set(icons) <= set(ICONS)
    assert {style for style, _icon in BADGES[kind].values()} <= STYLES


def test_badge_says_its_noun_and_its_label():
    assert "Priority: High" in rendered("{% badge 'priority' 'high' 'High' %}")
    assert '<span class="portal-hidden">Status: </span>Running' in rendered("{% badge 'status' 'running' 'Running' %}")
    assert rendered("{% badge 'schedule' '' '' %}") == ""
    assert "portal-badge--outline" in rendered("{% badge 'unheard' 'of' 'Label' %}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_ask_for_icons_that_exist_and_style_nothing_inline(path):
    text = path.read_text()
    assert set(re.findall(r'icon[ =]"([a-z-]+)"', text)) <= set(ICONS)
    if "pdf" not in path.parts:
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)", text)


def test_unknown_icon_is_nothing():
    assert icon_svg("unheard-of") == icon_svg("") == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% section 'Title' %}  {% endsection %}",
        "{% facts %}{% fact 'Lead' %} {% endfact %}{% endfacts %}",
        "{% timeline %}{% endtimeline %}",
        "{% chips label='Fields' %}{% endchips %}",
        "{% progress 0 0 %}",
    ],
)
def test_what_has_nothing_to_show_disappears(source):
    assert rendered(source) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% card text url=text preline=text %}{{ text }}{% endcard %}",
        "{% page_heading text lead=text preline=text %}{{ text }}{% endpage_heading %}",
        "{% alert text %}{{ text }}{% endalert %}",
        "{% accordion text %}{{ text }}{% endaccordion %}",
        "{% timeline %}{% event text when=text date=text url=text %}{{ text }}{% endevent %}{% endtimeline %}",
        "{% facts %}{% fact text %}{{ text }}{% endfact %}{% endfacts %}",
        "{% data_table text %}{{ text }}{% enddata_table %}",
        "{% badge text text text %}{% chip text url=text remove=True %}{% figure text text url=text %}",
        "{% votes 1 2 3 notation=text %}{% download_link text text kind=text %}{% view text text %}",
        "{% breadcrumb %}{% crumb text text %}{% crumb text %}{% endbreadcrumb %}",
    ],
)
def test_content_is_escaped(source):
    assert "<b" not in rendered(source, text='"><b class="x">').replace("<blockquote", "")


def test_timeline_tells_state_in_words_and_date_for_machines():
    text = rendered("{% event 'Resolution' when='May 2021' date='2021-05-27' state='done' %}{% endevent %}")
    assert '<time datetime="2021-05-27">May 2021</time>' in text
    assert "reached" in text


def test_votes_show_numbers_notation_and_a_bar_of_full_width():
    text = rendered("{% votes 9 4 4 biased=1 notation='9 to 4' %}")
    for words in ("9 to 4", "9 yes votes", "4 no votes", "4 abstentions", "1 biased member"):
        assert words in text
    assert sum(float(width) for width in re.findall(r'width="([\d.]+)" height="4"', text)) == pytest.approx(
        100, abs=0.02
    )
    assert "rect" not in rendered("{% votes 0 0 0 %}")


def test_pagination_keeps_the_filter_and_repeats_its_address_for_htmx():
    request = RequestFactory().get("/roadmap/?feld=bildung&seite=2")
    page = Paginator(range(50), 10).page(2)
    text = rendered("{% pagination page target='project-list' %}", request=request, page=page)
    assert 'href="?feld=bildung&amp;seite=3" hx-get="?feld=bildung&amp;seite=3"' in text
    assert 'hx-target="#project-list"' in text
    assert 'aria-current="page"' in text
    assert "nav" not in rendered("{% pagination page %}", request=request, page=Paginator([], 10).page(1))


def test_cells_carry_the_heading_of_their_column():
    rows = '<thead><tr><th>Field</th><th>"Number"</th></tr></thead><tbody><tr><th>A</th><td>1</td></tr></tbody>'
    text = rendered(f"{{% data_table 'Fields' %}}{rows}{{% enddata_table %}}")
    assert '<th data-label="Field">A</th><td data-label="&quot;Number&quot;">1</td>' in text
    assert "<th>Field</th>" in text
    assert "data-label" not in rendered(f"{{% data_table 'Fields' wide=True %}}{rows}{{% enddata_table %}}")

"""The PDF of each city's strategy: its content, and whether it is accessible."""

import datetime
import io
import logging
import re

import pikepdf
import pytest
from django.utils import translation

from strategy import pdf
from strategy.models import Edition
from tests import make, world
from tests.publishing.pdf.accessible_pdf import elements, html_faults, pdf_faults

pytestmark = pytest.mark.any_database

DAY = datetime.date(2026, 12, 1)
ALWAYS = ("entstehung", "elemente", "roadmap", "projekte", "glossar", "kontakt")
CHAPTERS = {
    "erkelenz": {*ALWAYS, "vision", "handlungsfelder", "beirat"},
    "telgte": {*ALWAYS, "handlungsfelder"},
    "rothenburg": {*ALWAYS, "schwerpunkte"},
}


def chapters(html: str) -> set[str]:
    return set(re.findall(r'<h2 id="([a-z]+)" class="numbered">', html))


@pytest.fixture
def html(db):
    """Return a function that gives the HTML for the PDF of the edition with a number."""
    return lambda number=1: pdf.edition_html(Edition.objects.get(number=number), today=DAY)


@pytest.mark.parametrize("city", CHAPTERS)
def test_every_city_gets_an_accessible_document(db, city, caplog):
    world.load(city)
    edition = Edition.objects.current()
    caplog.set_level(logging.WARNING, "strategy_portal.publishing.pdf.engine")

    html = pdf.edition_html(edition, today=DAY)
    content = pdf.render_edition(edition, today=DAY)

    assert chapters(html) == CHAPTERS[city]
    assert html_faults(html) == []
    assert pdf_faults(content) == []
    assert caplog.messages == []
    with pikepdf.open(io.BytesIO(content)) as document:
        headings = [name for _node, name, _path in elements(document.Root.StructTreeRoot) if name == "H2"]
        assert len(headings) == len(CHAPTERS[city]) + 2  # summary and contents
        assert len(document.pages) > 8


class TestContent:
    def test_of_a_whole_city(self, html):
        world.city(2)

        printed = html()

        assert html_faults(printed) == []
        assert "Beispiel, kein offizielles Dokument" in printed
        assert 'id="projekt-900"' in printed
        assert printed.count('class="part field"') == 2
        assert "DB-2026/01" in printed
        assert "<svg" in printed

    def test_of_an_empty_city(self, html):
        make.edition(number=1, title="Strategy")

        printed = html()

        assert html_faults(printed) == []
        assert chapters(printed) == {"kontakt"}

    def test_hostile_texts_stay_texts(self, html):
        evil = "</section><script>1</script> [**a**](https://e.org) \u202f→\n\n- > q\n- # h\n\n  p"
        edition = make.edition(number=1, title=evil, summary=evil, introduction=evil, resolution_text=evil)
        make.field(edition=edition, title=evil[:100], text=evil)
        make.focus_area(edition=edition, text=evil)
        make.strategy_event(title=evil, text=evil)
        make.project(title=evil[:100], description=evil, next_steps=evil, participation_form=evil, planned_start=DAY)

        printed = html()

        assert "<script" not in printed
        assert html_faults(printed) == []

    def test_is_the_same_in_every_language(self, html):
        world.city()

        with translation.override("en"):
            english = html()

        assert english == html()
        assert '<html lang="de">' in english

    def test_has_no_name_of_a_person(self, html):
        world.city()
        person = make.person(name="Alice Public")
        make.consent(person=person, given_on=world.PAST)
        seat = make.seat(group=world.Body.objects.get().seat_groups.get(), number=9)
        make.membership(seat=seat, term=world.Body.objects.get().terms.get(), person=person, organisation="Shop")

        assert "Alice" not in html()
        assert "Shop" in html()

    def test_says_why_a_project_was_chosen_before_it_has_a_priority(self, html):
        make.municipality()
        make.edition(number=1)
        make.project(number=1, priority_reason="It has the largest effect.")
        make.project(number=2, priority="high", priority_reason="Many ask for it.")

        rows = re.findall(r'<th scope="row">Priorität</th><td>(.*?)</td>', html())

        assert rows == ["It has the largest effect.", "Hoch. Many ask for it."]

    def test_the_history_gives_reasons_that_hold_no_longer(self, html):
        make.municipality()
        make.edition(number=1)
        project = make.project(priority="low", priority_reason="Others come first.")
        make.update(project=project, priority="high", priority_reason="Many ask for it.")

        printed = html()

        assert "Priorität: Niedrig. Others come first." in printed
        assert printed.count("Many ask for it.") == 1

    def test_project_without_field_has_a_place(self, html):
        make.field()
        make.project(title="Stray", lead_field=None)

        assert 'id="ohne-handlungsfeld"' in html(Edition.objects.get().number)

    @pytest.mark.parametrize("size", [1, 3])
    def test_query_count_does_not_grow(self, html, django_assert_num_queries, size):
        world.city(size)
        edition = Edition.objects.get(number=1)

        with django_assert_num_queries(67):
            pdf.edition_html(edition, today=DAY)


class TestResolution:
    STEP = {"role": "decision", "body": "Rat"}

    @pytest.mark.parametrize(
        ("status", "steps", "expected"),
        [
            ("adopted", [{**STEP, "date": DAY}], "Beschlossen · Rat, 1. Dezember 2026"),
            ("adopted", [STEP], "Beschlossen · Rat, Datum nicht dokumentiert"),
            ("adopted", [{**STEP, "body": "Ausschuss"}, STEP], "Beschlossen · Rat, Datum nicht dokumentiert"),
            ("adopted", [{"role": "hearing"}], pdf.STATUS_LINES["adopted"]),
            ("consultation", [STEP], pdf.STATUS_LINES["consultation"]),
            ("final", [], pdf.STATUS_LINES["final"]),
        ],
    )
    def test_says_what_is_known(self, html, status, steps, expected):
        edition = make.edition(number=1, status=status)
        for position, step in enumerate(steps, 1):
            make.consultation_step(edition=edition, position=position, **step)

        assert f"<dd>{expected}</dd>" in html()


class TestNotice:
    def test_draft(self, html):
        make.edition(number=1, published=False)

        assert '<p class="cover-notice">Entwurf, nicht veröffentlicht</p>' in html()

    def test_none_for_a_real_city(self, html):
        make.municipality()
        make.edition(number=1)

        assert "cover-notice" not in html()

"""The pages of a field and of a statement: their texts, and their share of the roadmap."""

import datetime
import re

import pytest
from django.utils import timezone

from roadmap.models import Project
from strategy_portal.publishing.templatetags.text import first_sentence
from tests import make, world

pytestmark = pytest.mark.django_db

FIELD, STATEMENT = "/handlungsfelder/schule/", "/vision/offen/"


@pytest.fixture
def city():
    """A field and a statement, and the values that connect a project with both."""
    make.municipality()
    edition = make.edition()
    field = make.field(edition=edition, number=1, slug="schule", name="Schule", title="Schule und Bildung")
    statement = make.statement(edition=edition, number=1, slug="offen", name="Offen", title="Die Stadt ist offen")
    return {"lead_field": field, "statements": [statement]}


def part(html: str, id: str) -> str:
    """Return the section whose heading has this id; empty if there is none."""
    found = re.search(rf'<section [^>]*aria-labelledby="{id}">.*?</section>', html, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def links(html: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]+)"', html)


def tomorrow() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=1)


@pytest.mark.parametrize(("address", "parameter"), [(FIELD, "feld=schule"), (STATEMENT, "these=offen")])
class TestShare:
    def test_counts_lead_to_these_projects_in_the_roadmap(self, client, city, address, parameter):
        make.project(status="running", **city)
        make.project(status="idea", **city)
        make.project(status="idea", **city)
        make.project(status="running", title="Elsewhere")
        make.project(status="running", published=False, **city)

        share = part(client.get(address).content.decode(), "share")

        assert links(share) == [f"/roadmap/?{parameter}&amp;status={status}" for status in ("running", "idea")]
        assert re.findall(r'__value">(\d+)</span> <span class="portal-figure__label">([^<]+)', share) == [
            ("1", "In Umsetzung"),
            ("2", "Ideen"),
        ]
        for link, slugs in zip(links(share), (1, 2), strict=True):
            assert client.get(link.replace("&amp;", "&")).context["page"].paginator.count == slugs

    def test_a_further_field_counts_each_project_once(self, client, city, address, parameter):
        make.project(status="running", further_fields=[city["lead_field"]], **city)

        assert client.get(address).context["contribution"].total == 1

    def test_progress_is_what_is_reached_of_all_milestones(self, client, city, address, parameter):
        for reached in (make.DAY, None, None):
            make.milestone(project=make.project(**city), reached_on=reached)
        make.milestone(reached_on=make.DAY)  # of another field
        make.milestone(project=make.project(published=False, **city), reached_on=make.DAY)

        assert "1 von 3 Meilensteinen" in part(client.get(address).content.decode(), "share")

    def test_next_milestones_are_those_ahead_soonest_first(self, client, city, address, parameter):
        running = make.project(status="running", title="Tafeln", slug="tafeln", **city)
        make.milestone(project=running, title="Later", due=tomorrow() + datetime.timedelta(days=9))
        make.milestone(project=running, title="Sooner", due=tomorrow())
        make.milestone(project=running, title="Over", due=make.DAY)
        make.milestone(project=make.project(status="running"), title="Elsewhere", due=tomorrow())

        coming = part(client.get(address).content.decode(), "next")

        assert re.findall(r'__title">([^<]+)', coming) == ["Sooner", "Later"]
        assert set(links(coming)) == {"/roadmap/tafeln/"}

    def test_a_project_withdrawn_while_the_page_is_made_is_left_out(
        self, client, city, address, parameter, monkeypatch
    ):
        make.project(**city)
        assert len(client.get(address).context["contribution"].latest) == 1
        monkeypatch.setattr("roadmap.figures.contribution.histories", lambda projects: {})

        assert client.get(address).context["contribution"].latest == []

    def test_latest_updates_say_what_is_new_and_not_what_held_before(self, client, city, address, parameter):
        project = make.project(status="running", priority="high", confirmed_on=datetime.date(2026, 2, 1), **city)
        make.update(project=project, date=datetime.date(2026, 3, 1), text="Second.", status="running", priority="low")
        make.update(project=project, date=datetime.date(2026, 4, 1), text="Third.", schedule="delayed")
        make.update(project=project, state="draft", text="Internal.")
        make.update(project=make.project(), text="Elsewhere.")

        latest = client.get(address).context["contribution"].latest

        assert [(update.text, [part.key for part in novelties]) for update, novelties in latest] == [
            ("Third.", ["delayed"]),
            ("Second.", ["low"]),
            ("Added to the roadmap.", ["running", "high"]),
        ]

    def test_a_field_can_be_followed(self, client, city, address, parameter):
        make.project(**city)

        html = client.get(address).content.decode()

        ways = ["/roadmap/aenderungen/?feld=schule", "/handlungsfelder/schule/aktuelles.atom"]
        assert links(part(html, "updates"))[1:] == (ways if address == FIELD else [])
        assert ('<link rel="alternate" type="application/atom+xml"' in html) is (address == FIELD)

    def test_a_delay_stands_there_with_its_reason(self, client, city, address, parameter):
        project = make.project(status="running", **city)
        make.update(project=project, schedule="delayed", state_reason="Frost.", date=datetime.date(2026, 3, 1))

        updates = part(client.get(address).content.decode(), "updates")

        assert "Begründung: Frost." in updates
        assert "Verzögert" in updates

    def test_shows_twelve_cards_and_the_way_to_all(self, client, city, address, parameter):
        for number in range(1, 14):
            make.project(number=number, title=f"P{number}", status="running" if number > 11 else "idea", **city)

        projects = part(client.get(address).content.decode(), "projects")

        shown = re.findall(r'card__link" href="[^"]+">P(\d+)<', projects)
        assert shown == ["12", "13", *(str(number) for number in range(1, 11))]
        assert f'href="/roadmap/?{parameter}">Alle 13 Projekte in der Roadmap' in projects

    def test_says_that_there_is_no_project(self, client, city, address, parameter):
        make.project(published=False, **city)

        html = client.get(address).content.decode()

        assert "Noch kein Projekt" in part(html, "share")
        assert [part(html, id) for id in ("next", "updates", "projects")] == ["", "", ""]

    def test_recommendations_that_address_it(self, client, city, address, parameter):
        words = {"fields": [city["lead_field"]], "statements": city["statements"]}
        make.recommendation(number="DB-2026/01", title="For it", **words)
        make.recommendation(number="DB-2026/02", title="Internal", published=False, **words)
        make.recommendation(number="DB-2026/03", title="For another")

        recommended = part(client.get(address).content.decode(), "recommendations")

        assert links(recommended) == ["/digitalbeirat/empfehlungen/#db-2026-01", "/digitalbeirat/empfehlungen/"]
        assert "DB-2026/01 For it" in recommended

    def test_says_once_that_numbers_are_no_ranking(self, client, city, address, parameter):
        assert client.get(address).content.decode().count("keine Rangfolge") == 1


@pytest.mark.any_database
class TestStatement:
    def test_shows_the_wording_that_holds_also_in_plain_language(self, client, city):
        (statement,) = city["statements"]
        draft = make.edition(status="draft", published=False)
        make.statement_wording(edition=draft, statement=statement, title="Draft", text="Draft.")
        make.goal(statement=statement, title="More open data")
        make.goal(field=city["lead_field"], title="Of a field")
        statement.wordings.exclude(edition=draft).update(text="We *are*.", plain_text="Plain.")

        html = client.get(STATEMENT).content.decode()

        assert "<h1>Die Stadt ist offen</h1>" in html
        assert "<p>We <em>are</em>.</p>" in html
        assert "<p>Plain.</p>" in html
        assert "More open data" in part(html, "goals")
        assert "Of a field" not in html
        assert "Draft" not in html

    def test_one_that_the_edition_no_longer_has_says_so(self, client, city):
        first = world.Edition.objects.get()
        make.edition(number=first.number + 1, title="Newest", status="adopted")

        for address in (FIELD, STATEMENT):
            html = client.get(address).content.decode()
            assert "gehört nicht zur geltenden Fassung" in html, address
            assert f"Der Text stammt aus dieser Fassung: {first.title}." in html, address

    def test_previous_and_next_in_the_order_of_the_edition(self, client, city):
        edition = world.Edition.objects.get()
        for number in (2, 3):
            make.statement(edition=edition, number=number, slug=f"these-{number}", name=f"Name {number}")
            make.field(edition=edition, number=number, slug=f"feld-{number}", name=f"Feld {number}")
        make.statement(edition=make.edition(status="draft", published=False), number=4, slug="hidden", name="Hidden")

        for folder, slugs in (("/vision/", "offen these-2 these-3"), ("/handlungsfelder/", "schule feld-2 feld-3")):
            first, second, third = slugs.split()
            for slug, others in ((first, [second]), (second, [first, third]), (third, [second])):
                html = client.get(f"{folder}{slug}/").content.decode()
                assert re.findall(r'<a href="([^"]+)" rel="', html) == [f"{folder}{other}/" for other in others], slug

    def test_vision_links_each_statement_and_says_its_share(self, client, city):
        make.statement(edition=world.Edition.objects.get(), number=2, slug="leer")
        for status in ("running", "running", "idea"):
            make.project(status=status, **city)

        html = client.get("/vision/").content.decode()

        assert 'href="/vision/offen/">Die Stadt ist offen</a>' in html
        assert re.findall(r'<p class="portal-meta">([^<]*Projekt[^<]*)</p>', html) == [
            "3 Projekte, davon 2 in Umsetzung",
            "Noch kein Projekt",
        ]
        assert 'id="these-1"' in html
        assert html.count("keine Rangfolge") == 1

    def test_chips_and_recommendations_lead_there(self, client, city):
        project = make.project(slug="tafeln", **city)
        make.recommendation(statements=city["statements"], body=make.body())

        for address in (project.get_absolute_url(), "/digitalbeirat/empfehlungen/"):
            assert STATEMENT in links(client.get(address).content.decode()), address

    def test_the_same_with_english_words(self, client, city):
        make.project(status="running", **city)

        html = client.get(f"/en{STATEMENT}").content.decode()

        assert '<h1><span lang="de">Die Stadt ist offen</span></h1>' in html
        assert "What the city is doing here" in html


class TestNumberOfQueries:
    """It is the same with three hundred projects as with one."""

    @pytest.mark.parametrize(("address", "queries"), [("/handlungsfelder/field-1/", 16), ("/vision/statement-1/", 16)])
    @pytest.mark.parametrize("size", [30, 300])
    def test_of_a_large_roadmap(self, client, django_assert_num_queries, address, queries, size):
        world.roadmap(size)

        with django_assert_num_queries(queries):
            response = client.get(address)

        assert len(response.context["contribution"].cards) == 12
        assert Project.objects.public().count() == size

    @pytest.mark.parametrize(("address", "queries"), [("/vision/", 5), ("/handlungsfelder/", 6)])
    def test_of_the_lists(self, client, django_assert_num_queries, address, queries):
        world.roadmap(300)

        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.any_database
class TestDescription:
    @pytest.mark.parametrize("address", [FIELD, STATEMENT])
    def test_is_the_first_sentence(self, client, city, address):
        for row in (city["lead_field"], *city["statements"]):
            row.wordings.update(text="**Wir** lernen, z. B. Rechnen & Lesen. Danach mehr.")

        html = client.get(address).content.decode()

        assert '<meta name="description" content="Wir lernen, z. B. Rechnen &amp; Lesen.">' in html

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Am 3. Mai geht es los! Dann weiter.", "Am 3. Mai geht es los!"),
            ("# Titel\n\nText ohne Punkt", "Titel Text ohne Punkt"),
            ("a < b & <script>c</script>. Ende der Sache.", "a < b & <script>c</script>. Ende der Sache."),
            ("wort " * 60, ("wort " * 60)[:199] + "…"),
            ("", ""),
        ],
    )
    def test_ends_where_the_sentence_ends(self, text, sentence):
        assert first_sentence(text) == sentence

"""A project's page: its content and order, and what readers can take away: links, files and frames."""

import datetime
import html
import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from roadmap.models import Milestone
from tests import make, world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAST, FUTURE = datetime.date(2020, 1, 1), datetime.date(2099, 1, 1)


def source(client, project) -> str:
    return client.get(project.get_absolute_url()).content.decode()


def part(client, project, start: str, end: str) -> str:
    return source(client, project).partition(start)[2].partition(end)[0]


def words(fragment: str) -> str:
    """Return the text of ``fragment`` that a reader sees or hears, in one line."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", fragment)).split())


class TestOrder:
    def test_is_that_of_the_domain(self, client):
        world.city()

        page = client.get("/roadmap/project-1/").content.decode()

        assert re.findall(r'<section class="portal-section" aria-labelledby="([a-z-]+)"', page) == [
            *("serves", "about", "priority", "recommendation", "period", "milestones", "next-steps", "responsible"),
            *("funding", "resolutions", "take-part", "analogue", "history", "contact", "take-away", "share"),
        ]

    def test_what_has_nothing_to_say_does_not_appear(self, client):
        make.municipality()

        page = source(client, make.project())

        assert re.findall(r'<section class="portal-section" aria-labelledby="([a-z-]+)"', page) == [
            *("priority", "take-part", "history", "take-away", "share"),
        ]


class TestSummary:
    def summary(self, client, project) -> str:
        return words(part(client, project, '<div class="portal-summary">', "\n  </div>"))

    def test_says_how_it_stands_and_why(self, client):
        make.municipality()
        project = make.project(
            status="running", schedule="delayed", state_reason="Kein Holz.", confirmed_on=datetime.date(2026, 1, 2)
        )
        make.milestone(project=project, title="Planned", reached_on=PAST)
        make.milestone(project=project, title="Built", due=PAST)
        make.milestone(project=project, title="Opened", due=FUTURE)

        assert self.summary(client, project) == (
            "Die Arbeit läuft. Das geplante Ende wird nicht eingehalten. Begründung: Kein Holz. "
            "1 von 3 Meilensteinen erreicht, 33 % Nächster Meilenstein: Built (1. Januar 2020; der Termin ist "
            "verstrichen) Bestätigt am 2. Januar 2026 · Prüfung überfällig seit 4. April 2026"
        )

    def test_of_what_has_ended_expects_nothing_more(self, client):
        make.municipality()
        project = make.project(status="completed")
        make.milestone(project=project)

        assert self.summary(client, project) == (
            "Das Ergebnis ist im Einsatz. 0 von 1 Meilenstein erreicht, 0 % Bestätigt am 15. Januar 2026"
        )

    @pytest.mark.parametrize(("reached", "percent"), [(0, "0 %"), (199, "99 %"), (200, "100 %")])
    def test_nothing_is_complete_before_it_is(self, client, reached, percent):
        make.municipality()
        project = make.project()
        Milestone.objects.bulk_create(
            Milestone(project=project, title=str(number), reached_on=PAST if number < reached else None)
            for number in range(200)
        )

        assert f"erreicht, {percent}" in self.summary(client, project)

    @pytest.mark.parametrize(("days", "is_overdue"), [(92, False), (93, True)])
    def test_says_openly_that_a_check_is_overdue(self, client, days, is_overdue):
        make.municipality()
        project = make.project(confirmed_on=make.timezone.localdate() - datetime.timedelta(days=days))

        page = source(client, project)

        assert ("Die Prüfung ist überfällig" in page) == is_overdue
        assert ("nächste Prüfung bis" in page) == (not is_overdue)


@pytest.mark.parametrize(("status", "passed"), [("running", ["Late"]), ("planned", ["Late"]), ("completed", [])])
def test_says_openly_which_dates_have_passed(client, status, passed):
    make.municipality()
    project = make.project(status=status)
    make.milestone(project=project, title="Done", due=PAST, reached_on=PAST)
    make.milestone(project=project, title="Late", due=PAST)
    make.milestone(project=project, title="This year", due=datetime.date(2099, 1, 1), due_precision="year")
    make.milestone(project=project, title="Undated")

    events = part(client, project, 'id="milestones"', "</ol>").split("<li")[1:]

    titles = [title for event in events for title in ("Done", "Late", "This year", "Undated") if title in event]
    assert titles == ["Done", "Late", "This year", "Undated"]
    assert [
        title for title, event in zip(titles, events, strict=True) if "Der Termin ist verstrichen." in event
    ] == passed


def test_a_field_is_named_once(client):
    make.municipality()
    lead, further = make.field(number=1, name="Bildung"), make.field(number=2, name="Mobilität")
    project = make.project(lead_field=lead, further_fields=[further, lead])

    chips = part(client, project, 'id="serves"', "</ul>")

    assert re.findall(r">(Bildung|Mobilität)<", chips) == ["Bildung", "Mobilität"]


class TestUpdateLog:
    def log(self, client, project) -> list[str]:
        section = part(client, project, '<h2 id="history">', "</section>")
        return [words(event) for event in re.findall(r"<li class=\"portal-event.*?</li>", section, re.DOTALL)]

    def test_says_what_each_update_changed(self, client):
        make.municipality()
        project = make.project(status="planned", priority="low", priority_reason="Later.")
        make.update(project=project, date=make.DAY, text="Begun.", status="running", schedule="on_track")
        make.update(project=project, date=make.DAY, text="As before.")
        make.update(project=project, date=make.DAY, text="Late.", schedule="delayed", state_reason="No wood.")
        make.update(project=project, date=make.DAY, text="Done.", status="completed", priority="high")

        assert self.log(client, project) == [
            "15. Januar 2026 Done. Status: Abgeschlossen vorher: In Umsetzung Priorität: Hoch vorher: Niedrig",
            "15. Januar 2026 Late. Zeitplan: Verzögert vorher: Im Zeitplan Begründung: No wood.",
            "15. Januar 2026 As before.",
            "15. Januar 2026 Begun. Status: In Umsetzung vorher: In Planung "
            "Zeitplan: Im Zeitplan vorher: Zeitplan offen",
            "15. Januar 2026 Added to the roadmap. Status: In Planung Zeitplan: Zeitplan offen Priorität: Niedrig "
            "Begründung der Priorität: Later.",
        ]

    def test_folds_the_older_ones(self, client):
        make.municipality()
        project = make.project()
        for number in range(1, 8):
            make.update(project=project, text=f"News {number}.")

        section = part(client, project, '<h2 id="history">', "</section>")

        shown, _, folded = section.partition("<details")
        assert re.findall(r"News (\d)", shown) == ["7", "6", "5", "4", "3"]
        assert re.findall(r"News (\d)|Added", folded) == ["2", "1", ""]
        assert "3 ältere Meldungen" in folded

    def test_names_the_source(self, client):
        make.municipality()
        project = make.project()
        make.update(project=project, source="Ratsinfo", source_link="https://ris.example.org/1")
        make.update(project=project, source="Zeitung")

        section = part(client, project, '<h2 id="history">', "</section>")

        assert '<a href="https://ris.example.org/1">Quelle: Ratsinfo</a>' in section
        assert "Quelle: Zeitung" in section


class TestRelatives:
    def test_says_what_depends_on_what_and_what_came_after(self, client):
        make.municipality()
        other = {
            name: make.project(slug=name, title=name.title())
            for name in ("related", "needed", "needing", "older", "newer")
        }
        make.project(slug="hidden", published=False)
        project = make.project(
            slug="a", related=[other["related"]], depends_on=[other["needed"]], superseded_by=other["newer"]
        )
        other["needing"].depends_on.add(project)
        project.supersedes.add(other["older"])

        page = source(client, project)

        related = page.partition('<h2 id="related">')[2].partition("</section>")[0]
        assert words(related).partition(" ")[2] == (
            "Projekte Hängt ab von Needed Voraussetzung für Needing Siehe auch Related Löst ab Older"
        )
        assert '<a href="/roadmap/newer/">Newer</a>' in page.partition('<div class="portal-columns">')[0]


class TestShare:
    def test_gives_the_lasting_address(self, client, settings):
        settings.BASE_URL = "https://digital.example.org"
        make.municipality()
        project = make.project(slug="a")

        for prefix in ("", "/en"):
            page = client.get(f"{prefix}/roadmap/a/", headers={"host": "127.0.0.1"}).content.decode()

            address = f"https://digital.example.org{prefix}/roadmap/a/"
            assert f'id="share-address" type="text" readonly value="{address}"' in page
            assert page.partition("portal-printed")[2].partition("</p>")[0].endswith(f" {address}")
            assert project.get_absolute_url() in page

    def test_writes_an_email_whatever_the_title_holds(self, client):
        make.municipality()
        project = make.project(slug="a", title="Q&A: 100 % für Café?", benefit="Eins\nZwei & „drei“=4")

        link = html.unescape(re.search(r'href="(mailto:\?[^"]+)"', source(client, project))[1])

        assert not set(link) & set(" \n\"<>'")
        assert parse_qs(urlsplit(link).query) == {
            "subject": ["Projekt: Q&A: 100 % für Café?"],
            "body": ["Eins\nZwei & „drei“=4\r\n\r\nhttp://testserver/roadmap/a/"],
        }
        assert unquote(link).count("mailto:") == 1

    def test_offers_lines_to_embed_that_hold_any_title(self, client):
        make.municipality()
        project = make.project(slug="a", title='"><script>alert(1)</script></textarea>&amp;')

        page = source(client, project)
        field = re.search(r"<textarea [^>]*>(.*?)</textarea>", page, re.DOTALL)[1]

        frame = html.unescape(field)
        assert frame == (
            '<iframe src="http://testserver/roadmap/a/einbetten/" title="&quot;&gt;&lt;script&gt;alert(1)'
            '&lt;/script&gt;&lt;/textarea&gt;&amp;amp;" width="100%" height="440" loading="lazy" '
            'referrerpolicy="no-referrer"></iframe>'
        )
        assert "<script>alert" not in page

    def test_what_needs_a_script_is_hidden_without_it(self, client):
        make.municipality()

        page = source(client, make.project())

        buttons = re.findall(r"<p( hidden)?><button [^>]*data-(?:copy|print)", page)
        assert buttons == [" hidden"] * 3
        assert not re.search(r"facebook|twitter|x\.com|whatsapp", page)


class TestStructuredData:
    def data(self, client, address: str) -> dict[str, dict]:
        page = client.get(address).content.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert len(blocks) == 1
        found = json.loads(blocks[0])
        assert found["@context"] == "https://schema.org"
        return {node["@type"]: node for node in found["@graph"]}

    def test_of_a_finished_project(self, client):
        make.municipality(website="https://musterstadt.example.org/")
        make.project(
            slug="a",
            number=7,
            title="Radwege",
            benefit="Sicher ans Ziel.",
            status="completed",
            actual_start=datetime.date(2024, 4, 1),
            actual_start_precision="quarter",
            actual_end=datetime.date(2025, 3, 1),
            actual_end_precision="month",
        )

        found = self.data(client, "/roadmap/a/")

        page = "http://testserver/roadmap/a/"
        assert found == {
            "WebPage": {
                "@type": "WebPage",
                "@id": page,
                "url": page,
                "name": "Radwege",
                "description": "Sicher ans Ziel.",
                "inLanguage": "de",
                "dateModified": "2026-01-15",
                "about": {"@id": f"{page}#project"},
                "breadcrumb": {"@id": f"{page}#breadcrumb"},
            },
            "Project": {
                "@type": "Project",
                "@id": f"{page}#project",
                "name": "Radwege",
                "description": "Sicher ans Ziel.",
                "url": page,
                "identifier": "7",
                "foundingDate": "2024",
                "dissolutionDate": "2025-03",
                "parentOrganization": {
                    "@type": "GovernmentOrganization",
                    "name": "Stadt Musterstadt",
                    "url": "https://musterstadt.example.org/",
                },
            },
            "BreadcrumbList": {
                "@type": "BreadcrumbList",
                "@id": f"{page}#breadcrumb",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Startseite", "item": "http://testserver/"},
                    {"@type": "ListItem", "position": 2, "name": "Roadmap", "item": "http://testserver/roadmap/"},
                    {"@type": "ListItem", "position": 3, "name": "Radwege", "item": page},
                ],
            },
        }

    def test_says_what_is_made_up_and_in_which_language_the_page_is(self, client):
        make.municipality(is_example=True)
        make.project(slug="a")
        make.project(slug="b", is_example=True)

        found = self.data(client, "/en/roadmap/b/")

        assert found["Project"]["disambiguatingDescription"] == "Example project (fictional)"
        assert found["WebPage"]["inLanguage"] == "en"
        assert found["WebPage"]["url"] == "http://testserver/en/roadmap/b/"
        assert self.data(client, "/roadmap/a/")["Project"]["disambiguatingDescription"] == "Beispieldaten"

    def test_cannot_be_left(self, client):
        evil = "</script><!--<script>alert(1)&amp;\u2028"
        make.municipality(official_name=evil)
        make.project(slug="a", title=evil, benefit=evil)

        page = client.get("/roadmap/a/").content.decode()

        assert self.data(client, "/roadmap/a/")["Project"]["name"] == evil
        assert "<script>alert" not in page
        assert page.count("<script") == page.count("</script>")

    def test_is_on_the_page_and_not_in_its_fragment(self, client):
        make.municipality()
        make.project(slug="a")

        assert "ld+json" not in client.get("/roadmap/a/", headers={"HX-Request": "true"}).content.decode()

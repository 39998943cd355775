"""What changed between two days, computed from the history: as data, as a page, as a CSV file."""

import csv
import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils import timezone, translation

from roadmap.models import Project, ProjectUpdate
from roadmap.models.project import RESERVED_SLUGS
from roadmap.past.changes import changes_between
from roadmap.past.compared_days import Comparison, last_quarter, last_weeks, last_year
from roadmap.past.history import histories
from strategy_portal.publishing.lifecycle import withdraw
from strategy_portal.urls import urlpatterns
from tests import make, world

pytestmark = pytest.mark.django_db

PAGE = "/roadmap/aenderungen/"


def day(month: int, number: int = 1, year: int = 2026) -> datetime.date:
    return datetime.date(year, month, number)


START, END = day(1, 31), day(6, 30)


def groups(start=START, end=END) -> dict[str, list[tuple]]:
    """Return for each group its projects, each with the day of the change and the texts before and after it."""
    shown = changes_between(Project.objects.public(), histories(), start, end)
    return {
        group.kind.value: [
            (
                change.project.title,
                change.step.date,
                [part.key for part in change.was],
                [part.key for part in change.now],
                change.reason,
            )
            for change in group.changes
        ]
        for group in shown.groups
    } | {"messages": [(message.project.title, message.step.date) for message in shown.messages]}


class TestGroups:
    """One project each, begun on 1 January and changed in March; the ends of January and June are compared."""

    def project(self, **state) -> Project:
        return make.project(title="Fibre", confirmed_on=day(1), **state)

    @pytest.mark.parametrize(
        ("before", "update", "expected"),
        [
            ({"status": "idea"}, {"status": "planned"}, {"status": (["idea"], ["planned", "open"], "")}),
            (
                {"status": "running", "schedule": "delayed"},
                {"status": "completed"},
                {"completed": (["running"], ["completed"], "")},
            ),
            (
                {"status": "running"},
                {"status": "paused", "state_reason": "No money."},
                {"paused": (["running"], ["paused"], "No money.")},
            ),
            (
                {"status": "paused"},
                {"status": "discontinued", "state_reason": "No money."},
                {"discontinued": (["paused"], ["discontinued"], "No money.")},
            ),
            ({"status": "completed"}, {"status": "running"}, {"status": (["completed"], ["running", "open"], "")}),
            (
                {"status": "running", "schedule": "on_track"},
                {"schedule": "delayed", "state_reason": "A supplier."},
                {"delayed": (["on_track"], ["delayed"], "A supplier.")},
            ),
            (
                {"status": "planned", "schedule": "delayed"},
                {"status": "running", "schedule": "on_track"},
                {
                    "status": (["planned"], ["running", "on_track"], ""),
                    "caught-up": (["delayed"], ["on_track"], ""),
                },
            ),
            (
                {"status": "running", "schedule": "open"},
                {"schedule": "on_track"},
                {"schedule": (["open"], ["on_track"], "")},
            ),
            (
                {"status": "idea", "priority": "low"},
                {"priority": "high", "priority_reason": "The law."},
                {"priority": (["low"], ["high"], "The law.")},
            ),
        ],
    )
    def test_a_change(self, before, update, expected):
        project = self.project(**before)
        make.update(project=project, date=day(3), **update)

        assert groups() == {kind: [("Fibre", day(3), *words)] for kind, words in expected.items()} | {"messages": []}

    def test_a_new_project_is_new_and_in_no_other_group_but_for_what_it_suffers_or_has_reached(self):
        make.project(title="New", confirmed_on=day(3), status="running", schedule="delayed", priority="high")
        make.project(title="Done", confirmed_on=day(4), status="planned")
        make.update(project=Project.objects.get(title="Done"), date=day(5), status="completed")

        assert groups() == {
            "new": [
                ("Done", day(4), [], ["completed"], ""),
                ("New", day(3), [], ["running", "delayed", "high"], "A supplier is late."),
            ],
            "completed": [("Done", day(5), [], ["completed"], "")],
            "delayed": [("New", day(3), [], ["delayed"], "A supplier is late.")],
            "messages": [],
        }

    def test_the_net_change_counts_and_what_led_there_is_a_message(self):
        project = self.project(status="idea")
        for month, state in ((2, {"status": "planned"}), (3, {"status": "running"}), (4, {})):
            make.update(project=project, date=day(month), **state)

        assert groups() == {
            "status": [("Fibre", day(3), ["idea"], ["running", "open"], "")],
            "messages": [("Fibre", day(4)), ("Fibre", day(2))],
        }

    def test_what_changed_and_changed_back_is_in_no_group(self):
        project = self.project(status="running")
        make.update(project=project, date=day(3), status="paused")
        make.update(project=project, date=day(4), status="running")

        assert groups() == {"messages": [("Fibre", day(4)), ("Fibre", day(3))]}

    def test_the_first_day_is_left_out_and_the_last_belongs_to_it(self):
        project = self.project(status="idea")
        make.update(project=project, date=day(3), status="planned")

        assert groups(day(2, 28), day(3))["status"][0][1] == day(3)
        assert groups(day(3), day(3)) == groups(day(3), day(12)) == {"messages": []}
        assert groups(day(1, year=2025), day(12, year=2025)) == {"messages": []}

    def test_any_day_of_the_past_is_what_it_was(self):
        project = self.project(status="running", schedule="on_track")
        make.update(project=project, date=day(3), schedule="delayed", state_reason="Rain.")
        before = groups(day(2), day(3, 31))

        make.update(project=project, date=day(7), status="completed")

        assert groups(day(2), day(3, 31)) == before
        assert before["delayed"] == [("Fibre", day(3), ["on_track"], ["delayed"], "Rain.")]

    def test_drafts_and_withdrawn_projects_do_not_count(self):
        project = self.project(status="running")
        for state in ("draft", "submitted", "rejected"):
            make.update(project=project, date=day(3), status="paused", state=state)
        other = make.project(confirmed_on=day(3))
        make.project(published=False, confirmed_on=day(3), status="running")

        withdraw(other)

        assert groups() == {"messages": []}


class TestPeriods:
    def test_calendar(self):
        assert last_quarter(day(11, 21)) == Comparison(day(6, 30), day(9, 30))
        assert last_quarter(day(2)) == Comparison(day(9, 30, 2025), day(12, 31, 2025))
        assert last_year(day(11, 21)) == Comparison(day(12, 31, 2024), day(12, 31, 2025))
        assert last_weeks(day(11, 21)) == Comparison(day(8, 29), day(11, 21))
        assert last_weeks(datetime.date.min) == Comparison(datetime.date.min, datetime.date.min)

    def offers(self, client, query="") -> dict[str, str]:
        return {offer.label: offer.url for offer in client.get(f"{PAGE}{query}").context["offers"]}

    def test_offers_keep_the_filters(self, client):
        field = make.field(slug="netz")
        make.project(lead_field=field)

        urls = self.offers(client, "?feld=netz&von=2026-02-01&bis=unsinn").values()

        assert len(urls) == 4
        assert all(parse_qs(urlsplit(url).query)["feld"] == ["netz"] for url in urls)

    def test_the_last_decision_is_public_dated_and_not_to_come(self, client):
        project = make.project()
        assert not [label for label in self.offers(client) if "Beschluss" in label]

        edition, draft = make.edition(), make.edition(published=False)
        make.consultation_step(edition=edition, date=day(2, 3), body="Rat")
        make.project_consultation(project=project, date=day(1, 3), date_precision="month", body="Ausschuss")
        for values in (
            {"edition": draft, "date": day(5)},
            {"edition": edition, "date": None},
            {"edition": edition, "date": world.FUTURE},
            {"edition": edition, "date": day(4), "date_precision": "year"},
            {"edition": edition, "date": day(4), "role": "hearing"},
        ):
            make.consultation_step(**values)
        make.project_consultation(project=make.project(published=False), date=day(5))

        found = {label: url for label, url in self.offers(client).items() if "Beschluss" in label}
        assert found == {
            "Seit dem letzten Beschluss (Rat, 3. Februar 2026)": f"?von=2026-02-03&bis={timezone.localdate()}"
        }


class TestPage:
    def test_says_what_changed_with_reason_and_links(self, client):
        project = make.project(
            title="Glasfaser <b>", slug="glas", status="running", schedule="on_track", is_example=True
        )
        make.update(project=project, date=day(3), schedule="delayed", state_reason="Es regnet.", text="Der Bau ruht.")

        html = client.get(f"{PAGE}?von=2026-01-31&bis=2026-04-01").content.decode()

        sentence = re.search(r"<p[^>]*data-announce>(.*?)</p>", html, re.DOTALL)[1]
        words = re.sub(r"<[^>]+>", "", sentence)
        assert words == "Zwischen dem 31. Januar 2026 und dem 1. April 2026: 1 Projekt neu verzögert."
        section = html.partition('aria-labelledby="delayed"')[2].partition("</section>")[0]
        text = " ".join(re.sub(r"<[^>]+>", " ", section).split())
        assert text.startswith(
            "> Neu verzögert (1) 1. März 2026 Glasfaser &lt;b&gt; vorher: Zeitplan: Im Zeitplan jetzt:"
        )
        for part in ("Verzögert", "Der Bau ruht.", "Begründung: Es regnet.", "Beispielprojekt (fiktiv)"):
            assert part in text
        assert 'href="/roadmap/glas/"' in section
        assert 'href="#delayed"' in sentence

    def test_without_days_it_compares_twelve_weeks(self, client):
        today = timezone.localdate()

        comparison = client.get(PAGE).context["form"].comparison

        assert comparison == Comparison(today - datetime.timedelta(weeks=12), today)

    def test_of_a_field_and_of_a_project(self, client):
        field = make.field(slug="netz")
        wanted = make.project(title="Wanted", slug="wanted", lead_field=field, confirmed_on=day(3))
        further = make.project(title="Further", further_fields=[field], confirmed_on=day(3))
        make.project(title="Other", slug="other", confirmed_on=day(3))

        def new(query):
            shown = client.get(f"{PAGE}?von=2026-01-01&bis=2026-12-31&{query}").context["changes"]
            return [change.project for group in shown.groups for change in group.changes]

        assert new("feld=netz") == [wanted, further]
        assert new("projekt=wanted") == [wanted]
        assert new("projekt=wanted&feld=netz") == [wanted]
        assert new("projekt=other&feld=netz") == []

    def test_nothing_leads_to_a_wider_period_with_something(self, client):
        make.municipality()
        make.project(confirmed_on=day(1, 1, 2020))

        response = client.get(f"{PAGE}?von=2026-02-01&bis=2026-02-02")

        assert "wurde nichts gemeldet" in response.content.decode()
        assert response.context["wider"].comparison.start == day(12, 31, 2019)

    def test_an_empty_roadmap(self, client):
        response = client.get(PAGE)

        assert response.status_code == 200
        assert response.context["wider"] is None
        assert [field.name for field in response.context["form"]] == ["von", "bis"]

    def test_shows_the_newest_messages_and_says_so(self, client):
        project = make.project(confirmed_on=day(1))
        for number in range(1, 29):
            make.update(project=project, date=day(2, number))
            make.update(project=project, date=day(3, number))

        response = client.get(f"{PAGE}?von=2026-01-31&bis=2026-04-01")

        assert len(response.context["messages_shown"]) == 30
        assert response.context["messages_shown"][0].step.date == day(3, 28)
        assert "Weitere Meldungen (56)" in response.content.decode()
        assert "Gezeigt werden die neuesten 30;" in response.content.decode()

    def test_many_changes_of_a_kind_are_all_there_the_newest_in_full(self, client):
        world.roadmap(40)

        response = client.get(f"{PAGE}?von=2025-01-01")

        section = response.content.decode().partition('aria-labelledby="new"')[2].partition("</section>")[0]
        assert "Neu in der Roadmap (40)" in section
        assert "10 weitere Projekte" in section
        assert section.count("portal-card__link") == 30
        assert "jetzt: In Umsetzung, Zeitplan offen, Hoch. Begründung: A supplier is late.</li>" in section
        assert len(set(re.findall(r'href="(/roadmap/project-[0-9]+/)"', section))) == 40

    def test_a_page_ends_somewhere_and_the_table_has_all(self, client, monkeypatch):
        monkeypatch.setattr("roadmap.past.changes.MOST_LINES", 5)
        world.roadmap(40)

        page = client.get(f"{PAGE}?von=2025-01-01")

        section = page.content.decode().partition('aria-labelledby="new"')[2].partition("</section>")[0]
        assert "Neu in der Roadmap (40)" in section
        assert len(set(re.findall(r'href="(/roadmap/project-[0-9]+/)"', section))) == 35
        assert "5 weitere Projekte stehen nur in der Tabelle:" in section
        table = re.search(r'href="(/roadmap/aenderungen.csv[^"]*)"', section)[1].replace("&amp;", "&")
        assert client.get(table).content.decode().count("Neu in der Roadmap") == 40

    def test_the_fragment_with_parameters_is_part_of_the_page(self, client):
        world.city(3)
        address = f"{PAGE}?von=2025-01-01&bis=2027-01-01&feld=field-1&projekt=project-2"

        part = client.get(address, headers={"HX-Request": "true"}).content.decode().strip()

        assert part.startswith('<div id="changes">')
        assert part in client.get(address).content.decode()

    @pytest.mark.parametrize("query", ["", "?von=2024-01-01", "?von=2024-01-01&feld=field-1", "?projekt=project-3"])
    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, client, django_assert_num_queries, query, size):
        world.roadmap(size)

        with django_assert_num_queries(7):
            client.get(f"{PAGE}{query}")

    def test_english(self, client):
        project = make.project(status="running", schedule="on_track", confirmed_on=day(1))
        make.update(project=project, date=day(3), schedule="delayed", text="Der Bau ruht.")

        html = client.get(f"/en{PAGE}?von=2026-01-31&bis=2026-04-01").content.decode()

        assert "Between Jan. 31, 2026 and April 1, 2026: " in html
        assert '<p lang="de">Der Bau ruht.</p>' in html


class TestBadInput:
    @pytest.mark.parametrize(
        ("query", "hints"),
        [
            ("von=2026-02-30", ["Von: Dieses Datum gibt es nicht. Bitte schreiben Sie es zum Beispiel so: 31.12.2026"]),
            ("bis=0000-00-00", ["Bis: Dieses Datum gibt es nicht. Bitte schreiben Sie es zum Beispiel so: 31.12.2026"]),
            ("von=%00&bis=" + "x" * 10_000, ["Von: Dieses Datum", "Bis: Dieses Datum"]),
            ("bis=10000-01-01", ["Bis: Dieses Datum"]),
            ("bis=9999-12-31", ["Der letzte Tag liegt in der Zukunft; verglichen wird bis heute."]),
            ("von=9999-12-31", ["Der erste Tag liegt in der Zukunft; gezeigt werden die letzten 12 Wochen."]),
            ("von=9999-12-31&bis=9999-12-30", ["Der erste Tag lag", "Der letzte Tag liegt", "Der erste Tag liegt"]),
            ("von=2026-03-01&bis=2026-02-01", ["Der erste Tag lag nach dem letzten; beide wurden vertauscht."]),
            ("feld=unknown", ["Handlungsfeld: Diesen Wert gibt es nicht."]),
            ("feld=%00&projekt=" + "9" * 400, ["Handlungsfeld: ", "Projekt: Diesen Wert gibt es nicht."]),
            ("projekt=geheim", ["Projekt: Diesen Wert gibt es nicht."]),
        ],
    )
    def test_a_hint_and_the_page_is_intact(self, client, query, hints):
        world.city()
        make.project(published=False, slug="geheim", title="Geheim")

        response = client.get(f"{PAGE}?{query}")

        assert response.status_code == 200
        html = response.content.decode()
        found = response.context["form"].hints
        assert len(found) == len(hints)
        assert all(hint.startswith(start) for hint, start in zip(found, hints, strict=True))
        assert all(hint in html for hint in found)
        assert "data-announce" in html
        assert "Geheim" not in html

    @pytest.mark.parametrize(
        "query",
        ["von=0001-01-01&bis=0001-01-01", "bis=0001-01-02", "von=01.02.2026", "von=&bis=", "x=%ff&von=2026-01-01"],
    )
    def test_what_is_odd_but_possible(self, client, query):
        make.project()

        response = client.get(f"{PAGE}?{query}")

        assert response.status_code == 200
        assert response.context["form"].hints == []

    def test_exchanged_days(self, client):
        form = client.get(f"{PAGE}?von=2026-03-01&bis=2026-02-01").context["form"]

        assert form.comparison == Comparison(day(2), day(3))


class TestTable:
    def test_holds_what_the_page_holds(self, client, settings):
        settings.BASE_URL = "https://example.org"
        make.municipality(name="Köln", is_example=True)
        project = make.project(
            number=7, title="=Fibre", slug="fibre", status="running", schedule="on_track", confirmed_on=day(1)
        )
        make.update(project=project, date=day(3), schedule="delayed", state_reason="Regen.", text="Der Bau ruht.")
        make.update(project=project, date=day(4), text="Weiter so.")

        response = client.get("/roadmap/aenderungen.csv?von=2026-01-31&bis=2026-06-30")

        rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
        assert rows[1:] == [
            ["Neu verzögert", "01.03.2026", "7", "'=Fibre", "Im Zeitplan", "Verzögert", "Der Bau ruht.", "Regen."]
            + ["https://example.org/roadmap/fibre/", "nein"],
            ["Weitere Meldung", "01.04.2026", "7", "'=Fibre", "", "", "Weiter so.", ""]
            + ["https://example.org/roadmap/fibre/", "nein"],
        ]
        assert 'filename="aenderungen-2026-01-31-2026-06-30-koeln-beispieldaten.csv"' in response["Content-Disposition"]

    @pytest.mark.parametrize("query", ["von=%00", "von=2026-03-01&bis=2026-02-01", "feld=unknown"])
    def test_bad_input(self, client, query):
        assert client.get(f"/roadmap/aenderungen.csv?{query}").status_code == 200


class TestReservedSlugs:
    @pytest.mark.parametrize("slug", RESERVED_SLUGS)
    def test_a_project_cannot_have_the_address_of_a_page(self, slug):
        project = Project(number=1, slug=slug, title="T", benefit="B")

        with translation.override("de"), pytest.raises(ValidationError) as caught:
            project.full_clean()

        assert caught.value.messages == [
            "Die Adressen aenderungen, ausrichtung, einbetten und zahlen verwendet das Portal selbst."
        ]

    def test_every_word_below_the_roadmap_is_reserved(self):
        routes = [str(pattern.pattern) for resolver in urlpatterns for pattern in getattr(resolver, "url_patterns", [])]
        words = {match[1] for route in routes if (match := re.match(r"roadmap/([a-z-]+)/", route))}

        assert words == set(RESERVED_SLUGS)
        assert resolve("/roadmap/aenderung/").url_name == "project"
        assert not ProjectUpdate.objects.exists()

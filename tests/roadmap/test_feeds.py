"""The Atom feeds: valid for every reader, stable, and built from the portal's own address."""

import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import translation

from roadmap.models import Project, ProjectUpdate
from strategy_portal.publishing.lifecycle import content_revision, withdraw
from strategy_portal.publishing.models import ContentRevision
from tests import make, world

pytestmark = pytest.mark.django_db

FEEDS = ["/aktuelles.atom", "/handlungsfelder/field-1/aktuelles.atom", "/roadmap/project-1/aktuelles.atom"]
HOSTILE = "]]>&<script>alert(1)</script>\x00\x01\x0b\x1f\ufffe\uffff \U0001f600 \u2028"


@pytest.fixture(autouse=True)
def _base_url(settings):
    settings.BASE_URL = "https://strategy.example:8443"


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2026, month, number)


def parse(response) -> ElementTree.Element:
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def texts(element: ElementTree.Element, name: str) -> list[str]:
    return [found.text for found in element.findall(f"{{*}}{name}")]


def entries(client, address="/aktuelles.atom") -> list[ElementTree.Element]:
    return parse(client.get(address)).findall("{*}entry")


def titles(client, address="/aktuelles.atom") -> list[str]:
    return [texts(entry, "title")[0] for entry in entries(client, address)]


def links(element: ElementTree.Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall("{*}link")}


class TestFeed:
    @pytest.mark.parametrize("address", FEEDS)
    def test_names_itself_by_the_portals_address_and_not_by_the_requests(self, settings, address):
        settings.ALLOWED_HOSTS = ["evil.example"]
        world.city()

        response = Client(headers={"host": "evil.example"}).get(address)

        feed = parse(response)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert texts(feed, "id") == [f"https://strategy.example:8443{address}"]
        assert links(feed)["self"] == f"https://strategy.example:8443{address}"
        assert links(feed)["alternate"].startswith("https://strategy.example:8443/roadmap/aenderungen/")
        assert b"evil" not in response.content

    def test_page_that_says_the_same(self, client):
        world.city()

        assert [links(parse(client.get(address)))["alternate"].partition("aenderungen/")[2] for address in FEEDS] == [
            "",
            "?feld=field-1",
            "?projekt=project-1",
        ]

    def test_an_entry(self, client):
        make.municipality(official_name="Stadt Köln")
        field = make.field(name="Netz")
        project = make.project(title="Glasfaser", slug="glas", status="planned", lead_field=field, confirmed_on=day(1))
        update = make.update(
            project=project, date=day(3), status="running", schedule="delayed", text="Los & <b>", state_reason="Regen."
        )

        entry = entries(client)[0]

        assert texts(entry, "title") == [
            "Glasfaser: jetzt In Umsetzung, Verzögert (vorher: In Planung, Zeitplan offen)"
        ]
        assert links(entry) == {"alternate": "https://strategy.example:8443/roadmap/glas/"}
        assert texts(entry, "id") == [f"tag:strategy.example,2026:roadmap/update/{update.pk}"]
        assert texts(entry, "updated") == texts(entry, "published") == ["2026-03-01T11:00:00+00:00"]
        assert texts(entry, "summary") == ["<p>Los &amp; &lt;b&gt;</p><p>Begründung: Regen.</p>\n"]
        assert [category.get("term") for category in entry.findall("{*}category")] == ["Netz", "In Umsetzung"]
        assert texts(parse(client.get("/aktuelles.atom")), "title") == ["Roadmap der Digitalstrategie – Stadt Köln"]

    def test_titles_say_what_changed(self, client):
        project = make.project(title="P", status="idea", confirmed_on=day(1))
        for month, state in enumerate(
            [
                {},
                {"priority": "high"},
                {"status": "running"},
                {"schedule": "delayed"},
                {"schedule": "on_track"},
                {"status": "completed"},
            ],
            start=2,
        ):
            make.update(project=project, date=day(month), **state)
        make.project(title="N", status="running", schedule="delayed", confirmed_on=day(8))

        assert titles(client) == [
            "N: neu in der Roadmap (In Umsetzung, Verzögert)",
            "P: jetzt Abgeschlossen (vorher: In Umsetzung)",
            "P: jetzt Im Zeitplan (vorher: Verzögert)",
            "P: jetzt Verzögert (vorher: Zeitplan offen)",
            "P: jetzt In Umsetzung (vorher: Idee)",
            "P: jetzt Priorität: Hoch (vorher: Priorität: Noch nicht priorisiert)",
            "P: Meldung vom 1. Februar 2026",
            "P: neu in der Roadmap (Idee)",
        ]

    def test_of_a_field_and_of_a_project(self, client):
        field = make.field(slug="netz", name="Netz")
        make.project(title="Lead", slug="lead", lead_field=field, confirmed_on=day(3))
        make.project(title="Further", further_fields=[field], confirmed_on=day(2))
        make.project(title="Other", confirmed_on=day(1))

        assert [title.partition(":")[0] for title in titles(client, "/handlungsfelder/netz/aktuelles.atom")] == [
            "Lead",
            "Further",
        ]
        assert titles(client, "/roadmap/lead/aktuelles.atom") == ["Lead: neu in der Roadmap (Idee)"]
        assert texts(parse(client.get("/handlungsfelder/netz/aktuelles.atom")), "title")[0].startswith("Netz – Roadmap")

    @pytest.mark.parametrize(
        "address",
        ["/handlungsfelder/unknown/aktuelles.atom", "/roadmap/unknown/aktuelles.atom", "/roadmap/draft/aktuelles.atom"],
    )
    def test_unknown(self, client, address):
        make.project(published=False, slug="draft")

        assert client.get(address).status_code == 404

    def test_the_newest_fifty(self, client):
        project = make.project(confirmed_on=day(1))
        for number in range(1, 29):
            make.update(project=project, date=day(3, number))
            make.update(project=project, date=day(2, number))

        found = [texts(entry, "updated")[0][:10] for entry in entries(client)]

        assert len(found) == 50
        assert found == sorted(found, reverse=True)
        assert found[0] == "2026-03-28"

    def test_a_late_report_comes_first_and_a_confirmation_not_at_all(self, client):
        project = make.project(confirmed_on=day(1))
        update = make.update(project=project, date=day(3))
        late = make.update(project=project, date=day(2))
        for row, hour in ((update, 8), (late, 9)):
            ProjectUpdate.objects.filter(pk=row.pk).update(published_at=make.noon(day(4, hour)))
        make.update(project=project, date=day(4), is_confirmation=True)

        ids = [texts(entry, "id")[0].rpartition("/")[2] for entry in entries(client)]

        assert ids[:2] == [str(late.pk), str(update.pk)]
        assert len(ids) == 3

    def test_an_entry_keeps_its_id(self, client):
        project = make.project(title="Old")
        (before,) = (texts(entry, "id") for entry in entries(client))

        Project.objects.filter(pk=project.pk).update(title="New", slug="new")

        assert [texts(entry, "id") for entry in entries(client)] == [before]

    def test_nothing_yet(self, client):
        feed = parse(client.get("/aktuelles.atom"))

        assert texts(feed, "updated") == ["1970-01-01T00:00:00+00:00"]
        assert feed.findall("{*}entry") == []

    def test_example_data_are_labelled(self, client):
        world.city()

        feed = parse(client.get("/aktuelles.atom"))

        assert "Dies ist nicht das offizielle Angebot" in texts(feed, "subtitle")[0]
        assert "Beispielprojekt (fiktiv)" in texts(feed.findall("{*}entry")[-1], "summary")[0]

    def test_english(self, client):
        make.municipality()
        make.project(title="Glasfaser", status="running", slug="glas")
        ProjectUpdate.objects.update(text="Los.")

        response = client.get("/en/aktuelles.atom")

        feed = parse(response)
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert texts(feed.find("{*}entry"), "title") == ["Glasfaser: new in the roadmap (In progress)"]
        assert texts(feed.find("{*}entry"), "summary") == ['<p lang="de">Los.</p>\n']
        assert links(feed.find("{*}entry"))["alternate"] == "https://strategy.example:8443/en/roadmap/glas/"

    def test_hostile_texts(self, client):
        text = HOSTILE.replace("\x00", "")  # PostgreSQL refuses NUL
        make.municipality(official_name=text)
        field = make.field(slug="netz", name=text)
        project = make.project(title=text, slug="glas", lead_field=field)
        make.update(
            project=project, text=text, status="paused", state_reason=text, priority="low", priority_reason=text
        )

        for address in ("/aktuelles.atom", "/handlungsfelder/netz/aktuelles.atom", "/roadmap/glas/aktuelles.atom"):
            entry = entries(client, address)[0]
            assert texts(entry, "title")[0].startswith("]]>&<script>alert(1)</script> \U0001f600")
            assert "<script>" not in texts(entry, "summary")[0]
            assert "&lt;script&gt;" in texts(entry, "summary")[0]


class TestConditional:
    @pytest.mark.parametrize("address", FEEDS)
    def test_nothing_new(self, client, django_assert_num_queries, address):
        world.city()
        first = client.get(address)

        with django_assert_num_queries(1 if address == FEEDS[0] else 2):
            again = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == "public, no-cache"
        assert client.get(f"/en{address}", headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_something_new(self, client):
        project = make.project(slug="glas")
        etag = client.get("/roadmap/glas/aktuelles.atom")["ETag"]

        make.update(project=project)
        assert client.get("/roadmap/glas/aktuelles.atom", headers={"If-None-Match": etag}).status_code == 200

        project.refresh_from_db()
        withdraw(project)
        assert client.get("/roadmap/glas/aktuelles.atom", headers={"If-None-Match": etag}).status_code == 404
        assert titles(client) == []

    def test_a_number_that_comes_again(self, client):
        """After a backup is restored, the same number may belong to different content."""
        make.project(title="Before")
        number = content_revision()
        etag = client.get("/aktuelles.atom")["ETag"]
        make.project(title="After")
        ContentRevision.objects.update(number=number)

        response = client.get("/aktuelles.atom", headers={"If-None-Match": etag})

        assert response.status_code == 200
        assert "After" in response.content.decode()

    @pytest.mark.parametrize("size", [3, 300])
    def test_number_of_queries(self, client, django_assert_num_queries, size):
        world.roadmap(size)

        for address, queries in zip(FEEDS, (7, 8, 8), strict=True):
            with django_assert_num_queries(queries):
                client.get(address)

    @pytest.mark.parametrize("address", FEEDS)
    def test_only_reads_and_sets_no_cookie(self, client, address):
        world.city()

        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
        assert client.get(address).cookies == {}


class TestLinks:
    @pytest.mark.parametrize(
        ("address", "feed"),
        [
            ("/", "/aktuelles.atom"),
            ("/roadmap/", "/aktuelles.atom"),
            ("/roadmap/aenderungen/", "/aktuelles.atom"),
            ("/handlungsfelder/field-1/", "/handlungsfelder/field-1/aktuelles.atom"),
            ("/roadmap/project-1/", "/roadmap/project-1/aktuelles.atom"),
        ],
    )
    def test_programs_find_the_feed_in_the_head(self, client, address, feed):
        world.city()

        for prefix in ("", "/en"):
            head = client.get(f"{prefix}{address}").content.decode().partition("</head>")[0]
            found = [line for line in head.splitlines() if 'type="application/atom+xml"' in line]

            assert len(found) == 1
            assert f'href="{prefix}{feed}"' in found[0]

    @pytest.mark.parametrize(
        ("query", "feed"),
        [
            ("", "/aktuelles.atom"),
            ("?feld=field-1", "/handlungsfelder/field-1/aktuelles.atom"),
            ("?feld=field-1&projekt=project-1", "/roadmap/project-1/aktuelles.atom"),
        ],
    )
    def test_readers_find_the_feed_on_the_page_of_changes(self, client, query, feed):
        world.city()

        main = client.get(f"/roadmap/aenderungen/{query}").content.decode().partition("<main")[2]

        assert f'href="{feed}"' in main

    def test_language_of_the_feed_is_that_of_its_address(self, client):
        world.city()
        with translation.override("en"):
            assert parse(client.get("/aktuelles.atom")).get("{http://www.w3.org/XML/1998/namespace}lang") == "de"

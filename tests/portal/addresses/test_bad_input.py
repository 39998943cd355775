"""Odd addresses get a page with a hint, or 404, but never a 500 (on both databases)."""

import pytest

from tests import make, world

HINT = "Nicht alle Angaben wurden berücksichtigt"
LONG = "x" * 10_000


@pytest.mark.django_db
class TestQueryParameters:
    @pytest.mark.parametrize(
        "query",
        [
            "status=unknown",
            "feld=unknown",
            "prioritaet=9",
            "horizont=now",
            "q=a%00b",
            "q=" + LONG,
            "feld=%00",
            "feld=" + LONG,
            "status=%00",
            "status=unknown&status=unknown",
            "these=unknown",
            "zeitplan=late",
            "amt=unknown",
            "amt=" + LONG,
            "mitmachen=2",
            "mitmachen=%00",
            "seit=2026-02-30",
            "seit=0000-00-00",
            "seit=99999-01-01",
            "seit=" + "9" * 400,
            "seit=%00",
            "sortierung=unknown",
            "sortierung=%00",
            "ansicht=unknown",
            "ansicht=" + LONG,
        ],
    )
    def test_a_wrong_filter_is_named_and_left_out(self, client, query):
        world.city()

        response = client.get(f"/roadmap/?{query}")

        assert response.status_code == 200
        assert HINT in response.content.decode()
        assert [project.slug for project in response.context["page"]] == ["project-1", "done"]

    @pytest.mark.parametrize(
        "query",
        [
            "jahr=0",
            "status=&feld=&seit=&amt=&ansicht=",
            "status=idea&status=running",
            "status=idea&status=idea",
            "&".join(["status=idea"] * 900),
            "q=a&q=b",
            "q=%F0%9F%98%80",
            "q=%25_%5C",
            "q=" + "x%20" * 90,
            "seit=0001-01-01",
            "seit=9999-12-31",
            "%00=1",
            "x=%ff",
        ],
    )
    def test_what_is_odd_but_harmless(self, client, query):
        world.city()

        response = client.get(f"/roadmap/?{query}")

        assert response.status_code == 200
        assert HINT not in response.content.decode()

    def test_what_is_wrong_takes_only_itself_away(self, client):
        world.city()

        response = client.get("/roadmap/?status=completed&status=unknown&seit=2026-02-30&feld=" + LONG)

        html = response.content.decode()
        assert HINT in html
        assert [project.slug for project in response.context["page"]] == ["done"]
        assert f"„{'x' * 40}…“ ist hier nicht bekannt." in html

    @pytest.mark.parametrize("page", ["0", "-1", "1000000000", "9" * 400, "x", "%00", "1.5", ""])
    def test_a_page_that_does_not_exist(self, client, page):
        world.city()

        assert client.get(f"/roadmap/?seite={page}").status_code == 404

    def test_words_are_found_in_parts_and_with_other_spelling(self, client):
        make.municipality()
        found = make.project(title="Glasfaserausbau an Straßen und Brücken")
        make.project(title="Anderes")

        other = make.project(title="CAFÉ à la carte")
        for query in ("cafe", "Café", "CAFÉ", "À CARTE"):
            assert list(client.get("/roadmap/", {"q": query}).context["page"]) == [other], query
        for query in ("AUSBAU", "strassen", "bruecken", "Brücken ausbau", "ÜCKEN"):
            assert list(client.get("/roadmap/", {"q": query}).context["page"]) == [found], query


@pytest.mark.django_db
class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "/roadmap/unknown/",
            f"/roadmap/{LONG}/",
            "/roadmap/%00/",
            "/handlungsfelder/unknown/",
            "/vision/unknown/",
            "/vision/%00/",
            "/fassungen/0/",
            "/fassungen/99999999999999999999999/",
            f"/fassungen/{'9' * 400}/",
            "/fassungen/99999999999999999999999/digitalstrategie.pdf",
            "/fassungen/9/digitalstrategie.pdf",
            "/digitalbeirat/sitzungen/0/",
            "/digitalbeirat/sitzungen/99999999999999999999999/",
            "/nothing/%FF",
            "/stadt-logo",
        ],
    )
    def test_unknown(self, client, address):
        world.city()

        assert client.get(address).status_code == 404

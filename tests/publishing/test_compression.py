"""Public text responses are compressed; whatever is meant for one reader is not."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from strategy_portal.publishing.pages.compression import PublicCompression
from tests import make, world

pytestmark = pytest.mark.any_database

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.django_db
class TestCompression:
    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
    def test_public_pages_are_compressed_on_request_to_the_same_bytes_each_time(self, client, headers):
        world.city()

        plain = client.get("/roadmap/", headers=headers)
        packed = [client.get("/roadmap/", headers=headers | GZIP) for _ in range(2)]

        assert "Content-Encoding" not in plain
        assert [response["Content-Encoding"] for response in packed] == ["gzip", "gzip"]
        assert gzip.decompress(packed[0].content) == plain.content
        assert packed[0].content == packed[1].content
        assert len(packed[0].content) < len(plain.content) / 3
        assert plain["Vary"] == packed[0]["Vary"]
        assert "Accept-Encoding" in plain["Vary"]

    def test_staff_read_public_pages_compressed_as_well(self, client):
        world.city()
        client.force_login(make.staff_user())

        assert client.get("/", headers=GZIP)["Content-Encoding"] == "gzip"

    def test_the_administration_is_not_compressed(self, client):
        login = client.get("/verwaltung/login/", headers=GZIP)
        client.force_login(make.superuser())
        inside = client.get("/verwaltung/", headers=GZIP)

        assert [login.status_code, inside.status_code] == [200, 200]
        assert [response.has_header("Content-Encoding") for response in (login, inside)] == [False, False]

    def test_an_answer_that_depends_on_a_cookie_is_not_compressed(self):
        answer = HttpResponse("x" * 1000, content_type="text/html", headers={"Vary": "Cookie"})
        request = RequestFactory().get("/", headers=GZIP)

        assert "Content-Encoding" not in PublicCompression(lambda request: answer)(request)

    def test_only_texts_are_compressed(self, client, monkeypatch):
        world.city()
        monkeypatch.setattr("strategy.pdf_view.edition_pdf_bytes", lambda *_args, **_more: b"%PDF-" + 1000 * b" ")

        response = client.get("/fassungen/1/digitalstrategie.pdf", headers=GZIP)

        assert response["Content-Type"] == "application/pdf"
        assert "Content-Encoding" not in response

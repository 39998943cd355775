"""The address of the PDF: which bytes it serves, and what happens if no PDF can be made."""

import datetime
import hashlib
from contextlib import contextmanager

import pytest
from django.utils import timezone

from strategy import pdf
from strategy.models import Edition
from strategy_portal.publishing.lifecycle import content_revision, raise_content_revision
from strategy_portal.publishing.models import StoredPdf
from strategy_portal.publishing.pdf import paper, store
from strategy_portal.publishing.pdf.engine import PdfBusy, PdfCrashed, PdfTooSlow
from tests import make

ADDRESS = "/fassungen/1/digitalstrategie.pdf"


@pytest.fixture
def edition(db):
    make.municipality(name="Rothenburg/O.L.")
    return make.edition(number=1)


class TestAnswer:
    def test_is_a_named_pdf(self, client, edition, renderings):
        response = client.get(ADDRESS)

        assert response.status_code == 200
        assert response.content == b"%PDF-1.7 number 1"
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'inline; filename="digitalstrategie-rothenburg-o-l-fassung-1.pdf"'
        assert response["Cache-Control"] == "public, no-cache"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
        assert not response.cookies

    def test_is_not_sent_twice(self, client, edition, renderings):
        etag = client.get(ADDRESS)["ETag"]

        response = client.get(ADDRESS, headers={"If-None-Match": etag})

        assert response.status_code == 304
        assert response.content == b""

    def test_head(self, client, edition, renderings):
        response = client.head(ADDRESS)

        assert (response.status_code, response.content) == (200, b"")

    def test_other_methods(self, client, edition, renderings):
        assert client.post(ADDRESS).status_code == 405

    @pytest.mark.parametrize("number", [2, 3, 0, 10**9, 10**30])
    def test_unknown_and_draft_editions_do_not_exist(self, client, edition, renderings, number):
        make.edition(number=2, published=False)

        assert client.get(f"/fassungen/{number}/digitalstrategie.pdf").status_code == 404
        assert renderings == []

    @pytest.mark.parametrize("error", [PdfTooSlow("/secret/path"), PdfCrashed("Traceback /secret/path")])
    def test_without_a_pdf_says_what_to_do(self, client, edition, monkeypatch, error):
        def fail(*args, **files):
            raise error

        monkeypatch.setattr(paper, "render_pdf", fail)

        response = client.get(ADDRESS)

        page = response.content.decode()
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "in einigen Minuten" in page
        assert edition.get_absolute_url() in page
        assert "secret" not in page

    def test_too_many_readers_are_no_error_in_the_log(self, client, edition, monkeypatch, caplog):
        def fail(*args, **files):
            raise PdfBusy("3 others are waiting")

        monkeypatch.setattr(paper, "render_pdf", fail)

        assert client.get(ADDRESS).status_code == 503
        (record,) = [record for record in caplog.records if record.name.endswith("pdf.response")]
        assert (record.levelname, record.exc_info) == ("WARNING", None)
        assert record.getMessage() == "No PDF digitalstrategie-rothenburg-o-l-fassung-1.pdf: 3 others are waiting"


class TestStored:
    def test_until_something_public_changes(self, client, edition, renderings):
        first, second = client.get(ADDRESS).content, client.get(ADDRESS).content
        raise_content_revision()
        third = client.get(ADDRESS).content

        assert first == second != third
        assert StoredPdf.objects.count() == 1

    def test_one_of_many_readers_makes_it(self, edition, renderings, monkeypatch):
        """While this reader waits for the lock, another one stores the PDF."""

        @contextmanager
        def late():
            StoredPdf.objects.create(
                address=f"strategy/edition/{edition.pk}", revision=content_revision(), content=b"%PDF-1.7 of another"
            )
            yield

        monkeypatch.setattr(store, "one_at_a_time", late)

        assert pdf.edition_pdf_bytes(edition, today=timezone.localdate()) == b"%PDF-1.7 of another"
        assert renderings == []

    def test_for_one_day(self, edition, renderings):
        today = timezone.localdate()
        first = pdf.edition_pdf_bytes(edition, today=today)

        assert pdf.edition_pdf_bytes(edition, today=today) == first
        assert pdf.edition_pdf_bytes(edition, today=today + datetime.timedelta(days=1)) != first

    def test_not_for_a_draft(self, db, renderings):
        draft = make.edition(number=1, published=False)

        first, second = (pdf.edition_pdf_bytes(draft, today=timezone.localdate()) for _ in range(2))

        assert first != second
        assert not StoredPdf.objects.exists()

    def test_frozen_bytes_are_served_for_ever(self, client, edition, renderings):
        make.frozen_edition(edition=edition, pdf=b"%PDF-1.7 frozen")
        raise_content_revision()

        assert client.get(ADDRESS).content == b"%PDF-1.7 frozen"
        assert renderings == []
        assert Edition.objects.get().is_public

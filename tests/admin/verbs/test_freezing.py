"""Freezing the adopted edition: from then on its address serves the same bytes, whatever changes."""

import hashlib

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from strategy import freezing
from strategy.freezing import freeze_edition
from strategy.models import Edition, FrozenEdition
from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.pdf.engine import PdfTooSlow
from tests import make

PAGE = "/en/verwaltung/strategy/edition/freeze/"
PDF = "/fassungen/1/digitalstrategie.pdf"


@pytest.fixture
def edition(db):
    make.municipality()
    return make.edition(number=1, title="Strategy 2026")


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_readers_get_the_frozen_bytes_and_their_checksum(client, alice, edition, renderings):
    asked = alice.get(f"{PAGE}?pk={edition.pk}")
    response = alice.post(f"{PAGE}?pk={edition.pk}")
    raise_content_revision()

    assert "Strategy 2026" in asked.text
    assert told(response) == ["The PDF of “Strategy 2026” is frozen."]
    frozen = FrozenEdition.objects.get()
    day = date_format(timezone.localtime(frozen.frozen_at), "DATE_FORMAT")
    assert f"Its PDF has been frozen since {day}." in alice.get(response["Location"]).text
    assert (bytes(frozen.pdf), frozen.content) == (b"%PDF-1.7 number 1", {"html": renderings[0]})
    assert "Strategy 2026" in renderings[0]
    assert client.get(PDF).content == b"%PDF-1.7 number 1"
    assert hashlib.sha256(b"%PDF-1.7 number 1").hexdigest() in client.get("/fassungen/1/").text
    assert edition.history.count() == 1  # freezing does not change the edition


def test_only_once_and_only_what_is_adopted(alice, edition, renderings):
    alice.post(f"{PAGE}?pk={edition.pk}")
    draft = make.edition(number=2, published=False, status="draft")
    superseded = make.edition(number=3, status="superseded")

    alice.post(f"{PAGE}?pk={edition.pk}&pk={draft.pk}&pk={superseded.pk}")

    assert list(FrozenEdition.objects.values_list("edition__number", flat=True)) == [1]
    assert len(renderings) == 1


@pytest.mark.parametrize("status", ["draft", "consultation", "final", "superseded"])
def test_nothing_else_whoever_asks(db, renderings, status):
    with pytest.raises(ValidationError, match="nur die beschlossene Fassung"):
        freeze_edition(make.edition(status=status), today=make.DAY)

    assert not renderings


def test_a_change_meanwhile_freezes_nothing(alice, edition, monkeypatch):
    def render(html, municipality):
        raise_content_revision()
        return b"%PDF"

    monkeypatch.setattr(freezing, "print_document", render)

    response = alice.post(f"{PAGE}?pk={edition.pk}")

    assert told(response) == ["Strategy 2026: Something public has changed while the PDF was made. Please try again."]
    assert not FrozenEdition.objects.exists()


def test_two_at_once_freeze_once(alice, edition, monkeypatch):
    def render(html, municipality):
        make.frozen_edition(edition=Edition.objects.get(), pdf=b"%PDF of another")
        return b"%PDF"

    monkeypatch.setattr(freezing, "print_document", render)

    response = alice.post(f"{PAGE}?pk={edition.pk}")

    assert told(response) == ["Strategy 2026: This edition is frozen already."]
    assert bytes(FrozenEdition.objects.get().pdf) == b"%PDF of another"


def test_without_a_pdf_says_so(alice, edition, monkeypatch):
    def fail(html, municipality):
        raise PdfTooSlow("/secret")

    monkeypatch.setattr(freezing, "print_document", fail)

    response = alice.post(f"{PAGE}?pk={edition.pk}")

    assert told(response) == ["The PDF could not be made. Please try again."]
    assert not FrozenEdition.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("publisher", 200), ("editor", 403), ("board_office", 403)])
def test_roles(client, edition, role, status):
    client.force_login(make.member(role))

    assert client.get(f"{PAGE}?pk={edition.pk}").status_code == status
    assert ("freeze/?pk" in client.get(f"/en/verwaltung/strategy/edition/{edition.pk}/change/").text) == (status == 200)

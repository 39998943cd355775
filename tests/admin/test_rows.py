"""Rules between several rows of a parent hold even if the rows are saved together."""

from advisory_board.models import Consent, Membership
from tests import make
from tests.admin.forms import send


def rows(prefix: str, *given: dict) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(given))}
    return data | {f"{prefix}-{n}-{name}": str(value) for n, row in enumerate(given) for name, value in row.items()}


def test_a_person_consents_once(alice):
    consent = {"scope": "name", "given_on": "2026-01-01"}

    response = send(alice, make.person(), **rows("consents", consent, consent))

    assert response.status_code == 200
    assert "This person already has a valid consent to this." in response.content.decode()
    assert not Consent.objects.exists()


def test_a_consent_may_follow_one_that_was_withdrawn(alice):
    withdrawn = {"scope": "name", "given_on": "2026-01-01", "withdrawn_on": "2026-01-02"}

    send(alice, make.person(), **rows("consents", withdrawn, withdrawn, {"scope": "name", "given_on": "2026-01-03"}))

    assert Consent.objects.count() == 3


def test_a_seat_is_taken_once(alice):
    term = make.term()
    seat = make.seat(group=make.seat_group(body=term.body))
    member = {"seat": seat.pk, "organisation": "Trade", "role": "member"}

    response = send(alice, term, **rows("memberships", member, member))

    assert response.status_code == 200
    assert "This seat is already taken in this term" in response.content.decode()
    assert not Membership.objects.exists()


def test_substitutes_sit_beside_the_member(alice):
    term = make.term()
    seat = make.seat(group=make.seat_group(body=term.body))
    member = {"seat": seat.pk, "organisation": "Trade", "role": "member"}

    send(alice, term, **rows("memberships", member, member | {"role": "substitute"}, member | {"role": "substitute"}))

    assert Membership.objects.count() == 3

"""Seats, quota, vacancies, quorum and names on a given day (docs/domain.md, rule 8)."""

import datetime

import pytest

from advisory_board.composition import composition
from tests import make

pytestmark = pytest.mark.django_db

START, TODAY, END = datetime.date(2025, 1, 1), datetime.date(2025, 6, 1), datetime.date(2025, 12, 31)


def board_of_eleven():
    body = make.body()
    term = make.term(body=body, number=1, start=START, end=END)
    for position, (name, quota) in enumerate([("Bürgerschaft", 5), ("Wirtschaft", 5), ("Verwaltung", 1)], start=1):
        group = make.seat_group(body=body, name=name, quota=quota, position=position)
        for number in range(1, quota + 1):
            make.seat(group=group, number=number)
    return body, term


def test_quorum_of_eleven_is_six():
    body, _term = board_of_eleven()

    board = composition(body, today=TODAY)

    assert (board.seats, board.voting_seats, board.quorum, board.vacancies) == (11, 11, 6, 11)
    assert [(group.group.name, group.vacancies) for group in board.groups] == [
        ("Bürgerschaft", 5),
        ("Wirtschaft", 5),
        ("Verwaltung", 1),
    ]


def test_a_seat_of_the_quota_that_was_never_set_up_is_vacant():
    body = make.body()
    make.seat_group(body=body, quota=2)

    board = composition(body, today=TODAY)

    assert (board.seats, board.voting_seats, board.vacancies) == (2, 2, 2)


def test_seats_that_were_never_set_up_count_for_the_quorum():
    body = make.body()
    group = make.seat_group(body=body, quota=11)
    make.seat(group=group)
    make.seat(group=group, votes=False)

    board = composition(body, today=TODAY)

    assert (board.voting_seats, board.quorum) == (10, 6)


@pytest.mark.parametrize(("role", "vacancies"), [("member", 0), ("chair", 0), ("substitute", 1), ("guest", 1)])
def test_a_seat_with_a_substitute_or_a_guest_alone_is_vacant(role, vacancies):
    body = make.body()
    group = make.seat_group(body=body, quota=1)
    make.membership(seat=make.seat(group=group), term=make.term(body=body), role=role)

    assert composition(body, today=TODAY).vacancies == vacancies


def test_the_term_that_runs():
    body = make.body()
    assert composition(body, today=TODAY).term is None
    second = make.term(body=body, number=2, start=TODAY)
    first = make.term(body=body, number=1, start=START)

    body.refresh_from_db()
    assert composition(body, today=START).term == first
    assert composition(body, today=TODAY).term == second


class TestNames:
    """A name is public while both the consent and the membership last, and not a day longer."""

    @pytest.mark.parametrize(
        ("consent", "membership", "name"),
        [
            (None, {}, ""),
            ({"given_on": START}, {}, "Alice"),
            ({"given_on": END}, {}, ""),
            ({"given_on": START, "withdrawn_on": TODAY}, {}, ""),
            ({"given_on": START, "withdrawn_on": END}, {}, "Alice"),
            ({"given_on": START, "scope": "photo"}, {}, ""),
        ],
    )
    def test_consent(self, consent, membership, name):
        body, term = board_of_eleven()
        person = make.person(name="Alice")
        if consent:
            make.consent(person=person, **consent)
        make.membership(seat=body.seat_groups.get(position=1).seats.get(number=1), term=term, person=person)

        [shown] = composition(body, today=TODAY).groups[0].seats[0].memberships

        assert shown.public_name == name

    @pytest.mark.parametrize(
        ("term_end", "precision", "name"),
        [
            (None, "day", "Alice"),
            (TODAY, "day", "Alice"),
            (TODAY - datetime.timedelta(1), "day", ""),
            (START, "year", "Alice"),
            (datetime.date(2024, 1, 1), "year", ""),
        ],
    )
    def test_the_last_term_is_over(self, term_end, precision, name):
        """The board shows its last term until the next one begins, but its names only until the term ends."""
        body = make.body()
        term = make.term(body=body, number=1, start=datetime.date(2023, 1, 1), end=term_end, end_precision=precision)
        person = make.person(name="Alice")
        make.consent(person=person, given_on=datetime.date(2023, 1, 1))
        make.membership(seat=make.seat(group=make.seat_group(body=body)), term=term, person=person)

        [shown] = composition(body, today=TODAY).groups[0].seats[0].memberships

        assert shown.public_name == name

    @pytest.mark.parametrize("period", [{"end": START}, {"start": END}])
    def test_a_membership_that_does_not_hold_is_a_vacancy(self, period):
        body, term = board_of_eleven()
        person = make.person(name="Alice")
        make.consent(person=person, given_on=START)
        make.membership(seat=body.seat_groups.get(position=1).seats.get(number=1), term=term, person=person, **period)

        assert composition(body, today=TODAY).groups[0].seats[0].is_vacant

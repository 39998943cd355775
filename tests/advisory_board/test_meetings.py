"""Which meetings are upcoming, and how many seats were represented at a meeting."""

import datetime

import pytest

from advisory_board.models import Meeting
from tests import make

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 12, 10)
DECEMBER = datetime.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("values", "is_upcoming"),
    [
        ({"date": TODAY}, True),
        ({"date": DECEMBER}, False),
        ({"date": DECEMBER, "date_precision": "month"}, True),
        ({"date": datetime.date(2026, 11, 1), "date_precision": "month"}, False),
        ({"date": TODAY, "state": "invited"}, True),
        ({"date": TODAY, "state": "cancelled"}, False),
    ],
)
def test_upcoming(values, is_upcoming):
    make.meeting(**values)

    assert Meeting.objects.upcoming(TODAY).exists() == is_upcoming


@pytest.mark.parametrize(
    ("values", "is_past"),
    [
        ({"date": TODAY}, False),
        ({"date": DECEMBER}, True),
        ({"date": TODAY, "state": "held"}, True),
        ({"date": TODAY, "state": "cancelled"}, False),
        ({"date": DECEMBER, "state": "cancelled"}, True),
    ],
)
def test_a_meeting_is_past_or_ahead(values, is_past):
    make.meeting(**values)

    assert Meeting.objects.past(TODAY).exists() == is_past
    assert Meeting.objects.ahead(TODAY).exists() != is_past


def test_present_are_seats_with_a_vote_and_not_heads():
    body = make.body()
    term = make.term(body=body, number=1)
    group = make.seat_group(body=body)
    meeting = make.meeting(body=body)
    both, substituted, visited, absent = (make.seat(group=group) for _ in range(4))
    advisory = make.seat(group=group, votes=False)
    for seat, role, present in [
        (both, "member", True),
        (both, "substitute", True),
        (substituted, "member", False),
        (substituted, "substitute", True),
        (visited, "guest", True),
        (absent, "member", False),
        (advisory, "member", True),
    ]:
        member = make.membership(seat=seat, term=term, role=role)
        make.attendance(meeting=meeting, membership=member, present=present)

    assert Meeting.objects.with_numbers().get().present == 2

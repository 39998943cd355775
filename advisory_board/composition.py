"""Who sits on the board on a given day: seats, quota, vacancies and quorum, all computed (docs/domain.md, rule 8)."""

import datetime
from dataclasses import dataclass, field

from advisory_board.models import Body, Membership, Seat, SeatGroup, Term

# Substitutes and guests do not take a seat.
BESIDE_THE_SEAT = (Membership.Role.SUBSTITUTE, Membership.Role.GUEST)


@dataclass(frozen=True)
class TakenSeat:
    seat: Seat
    memberships: list[Membership]

    @property
    def is_vacant(self) -> bool:
        return all(membership.role in BESIDE_THE_SEAT for membership in self.memberships)


@dataclass(frozen=True)
class GroupComposition:
    group: SeatGroup
    seats: list[TakenSeat] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """The number of seats in the quota that were never set up."""
        return max(self.group.quota - len(self.seats), 0)

    @property
    def voting_seats(self) -> int:
        return sum(taken.seat.votes for taken in self.seats) + self.missing

    @property
    def vacancies(self) -> int:
        """The number of seats that nobody holds, including those in the quota that were never set up."""
        return sum(taken.is_vacant for taken in self.seats) + self.missing


@dataclass(frozen=True)
class Composition:
    term: Term | None
    groups: list[GroupComposition]

    @property
    def seats(self) -> int:
        """The size of the board as set by the council's resolution."""
        return sum(group.group.quota for group in self.groups)

    @property
    def voting_seats(self) -> int:
        return sum(group.voting_seats for group in self.groups)

    @property
    def quorum(self) -> int:
        """More than half of the voting seats: 6 of 11."""
        return self.voting_seats // 2 + 1

    @property
    def vacancies(self) -> int:
        return sum(group.vacancies for group in self.groups)


def term_on(body: Body, day: datetime.date) -> Term | None:
    """Return the latest term that had begun by ``day``, even if it is over by then; the first term if none had."""
    terms = sorted(body.terms.all(), key=lambda term: term.number)
    begun = [term for term in terms if term.start is None or term.start <= day]
    return (begun or terms or [None])[-1 if begun else 0]


def composition(body: Body, *, today: datetime.date) -> Composition:
    """Return the board's groups, their seats and who holds them on ``today``; names only where a consent allows it."""
    term = term_on(body, today)
    holders: dict[int, list[Membership]] = {}
    for membership in Membership.objects.on(today).named(today).filter(term=term) if term else []:
        holders.setdefault(membership.seat_id, []).append(membership)
    return Composition(
        term=term,
        groups=[
            GroupComposition(group, [TakenSeat(seat, holders.get(seat.pk, [])) for seat in group.seats.all()])
            for group in body.seat_groups.prefetch_related("seats")
        ],
    )

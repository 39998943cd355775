"""The advisory board: its terms, seats and members, its meetings, and what it recommended.

Terms, seats and members are separate models: a seat may be held by an organisation without a person, or by a person
who stays anonymous.
"""

from advisory_board.models.body import Body, Seat, SeatGroup, Term
from advisory_board.models.call import CallForMembers, SelectionCriterion
from advisory_board.models.meeting import AgendaItem, Attendance, BoardDocument, Impulse, Meeting, Minutes, Vote
from advisory_board.models.member import Consent, Membership, Person
from advisory_board.models.recommendation import Recommendation, RecommendationConsultation

__all__ = [
    "AgendaItem",
    "Attendance",
    "BoardDocument",
    "Body",
    "CallForMembers",
    "Consent",
    "Impulse",
    "Meeting",
    "Membership",
    "Minutes",
    "Person",
    "Recommendation",
    "RecommendationConsultation",
    "Seat",
    "SeatGroup",
    "SelectionCriterion",
    "Term",
    "Vote",
]

"""The advisory board's questions for the work list: what needs the team's attention."""

from django.utils.translation import gettext_lazy as _

from advisory_board.models import Membership, Person, Recommendation, Term
from strategy_portal.publishing.editing.attention import Question, register

# A call for members, its deadline and a council meeting take about three months.
NOTICE_DAYS = 92

QUESTIONS = [
    Question(
        "unanswered",
        _("Recommendations without an answer"),
        lambda today: Recommendation.objects.public().unanswered(),
    ),
    Question(
        "ending",
        _("Terms of the board that end within three months"),
        lambda today: Term.objects.ending(today, days=NOTICE_DAYS),
    ),
    Question(
        "ending",
        _("Memberships that end within three months"),
        lambda today: Membership.objects.ending(today, days=NOTICE_DAYS),
    ),
    Question(
        "without_consent",
        _("Members of the board whose consent to their name is missing"),
        lambda today: Person.objects.not_asked(today),
    ),
]

register(QUESTIONS, rank=3)

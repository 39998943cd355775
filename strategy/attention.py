"""The strategy's questions for the work list: what needs the team's attention."""

from django.utils.translation import gettext_lazy as _

from strategy.models import Edition
from strategy_portal.publishing.editing.attention import Question, register

QUESTIONS = [
    Question(
        "not_frozen",
        _("Adopted editions whose PDF is not frozen"),
        lambda today: Edition.objects.not_frozen(),
    ),
]

register(QUESTIONS, rank=2)

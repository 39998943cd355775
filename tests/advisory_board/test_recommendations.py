"""Answers of the administration: a refusal has a reason, and every answer has a date."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"state": "not_adopted", "answered_on": make.DAY}, "Begründung"),
        ({"state": "not_adopted", "answer": "No.", "answered_on": make.DAY}, "Begründung"),
        ({"state": "not_adopted", "answer_reason": "Too dear."}, "Tag der Antwort"),
        ({"state": "partly_adopted", "answer": "In part."}, "Tag der Antwort"),
        ({"state": "adopted", "answer": "Yes."}, "Tag der Antwort"),
    ],
)
def test_an_answer_that_lacks_something_is_refused(values, message):
    recommendation = make.recommendation()
    for name, value in values.items():
        setattr(recommendation, name, value)

    with pytest.raises(ValidationError, match=message):
        recommendation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        recommendation.save()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "review", "answer": "We look into it."},
        {"state": "adopted", "answered_on": make.DAY},
        {"state": "not_adopted", "answered_on": make.DAY, "answer_reason": "Too dear."},
    ],
)
def test_others_are_saved(values):
    recommendation = make.recommendation()
    for name, value in values.items():
        setattr(recommendation, name, value)

    recommendation.full_clean()
    recommendation.save()

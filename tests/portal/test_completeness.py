"""Nothing is forgotten when a model of content is added: what it needs, and which texts the search reads."""

import pytest
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from strategy_portal.content.completeness import (
    REQUIREMENTS,
    WITHOUT,
    _error,
    complete,
    content,
    missing,
    needless,
    text_columns,
)
from strategy_portal.publishing.records import is_record
from strategy_portal.publishing.search import index
from tests import world


class TestCheck:
    def test_nothing_is_missing(self):
        call_command("check")

        assert complete() == []

    def test_no_exception_is_needless(self):
        labels = {model._meta.label for model in content()}

        assert {model._meta.label: found for model in content() if (found := needless(model))} == {}
        assert WITHOUT.keys() <= labels
        assert {key for reasons in WITHOUT.values() for key in reasons} <= REQUIREMENTS.keys()

    def test_no_record_is_content(self):
        assert [model for model in content() if is_record(model)] == []

    @isolate_apps("advisory_board")
    def test_a_new_model_lacks_everything(self):
        class Award(models.Model):  # noqa: DJ008 - nobody reads its name
            title = models.CharField(max_length=100)

            class Meta:
                app_label = "advisory_board"

        assert missing(Award) == ["history", "rights", "admin", "city", "search"]

        error = _error(Award, "rights")
        assert (error.id, error.msg) == ("content.rights", "It has no rights.")
        assert error.hint == (
            "Add it to strategy_portal/accounts/roles.py: TABLE,"
            " or say in strategy_portal/content/completeness.py why not."
        )

    @isolate_apps("advisory_board")
    def test_numbers_need_no_search(self):
        class Budget(models.Model):  # noqa: DJ008 - nobody reads its name
            euros = models.IntegerField()
            currency = models.CharField(max_length=3, choices=[("EUR", "euro")])

            class Meta:
                app_label = "advisory_board"

        assert missing(Budget) == ["history", "rights", "admin", "city"]


@pytest.mark.django_db
def test_the_search_reads_what_it_says():
    """Each text column of each model in ``Kind.reads`` gets a unique word; at least one word of each model is found."""
    world.city()
    words = {}
    for number, model in enumerate({model for kind in index.kinds() for model in kind.reads}):
        for place, column in enumerate(text_columns(model)):
            word = f"wort{chr(97 + number // 26)}{chr(97 + number % 26)}x{chr(97 + place)}"
            words.setdefault(model, []).append(word)
            for row in model.objects.all():
                setattr(row, column.name, f"{word} {row.pk}"[: column.max_length])
                row.save_base(raw=True, update_fields=[column.name])

    found = index.current()

    silent = [model.__name__ for model, own in words.items() if not any(found.positions(word) for word in own)]
    assert silent == []

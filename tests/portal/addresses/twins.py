"""A hidden twin of everything public: a copy of each row as a draft, with different texts and its own child rows.

New models are found automatically: all that can be published, and their children.
"""

import copy
from itertools import count

from django.db import models

from strategy.models import Edition
from strategy_portal.content.completeness import content, text_columns
from strategy_portal.publishing.models import Publishable, Visibility

FIRST = 5000  # numbers that no other row has
# Other values that a rule requires of a draft.
AS_DRAFT = {Edition: {"status": Edition.Status.DRAFT}}


class Twins:
    """Creates twins whose texts contain ``word``; ``made`` counts them by model."""

    def __init__(self, word: str):
        self.word = word
        self.number = count(FIRST)
        self.made: dict[type[models.Model], int] = {}

    def of_all(self) -> "Twins":
        for model in with_twins():
            for row in list(model.objects.public()):
                self._of(row, visibility=Visibility.DRAFT, published_at=None, **AS_DRAFT.get(model, {}))
        return self

    def _of(self, row: models.Model, **changes) -> None:
        twin = copy.copy(row)
        twin.pk, twin._state = None, copy.copy(row._state)
        twin._state.adding, twin._state.fields_cache = True, {}
        number = next(self.number)
        for column in row._meta.concrete_fields:
            if isinstance(column, models.SlugField) or column in text_columns(type(row)):
                text = f"{self.word}-{number}"
                setattr(twin, column.name, text if len(text) <= (column.max_length or 1000) else str(number))
            elif column.name in ("number", "position"):
                setattr(twin, column.name, number)
        for name, value in changes.items():
            setattr(twin, name, value)
        twin.save_base(raw=True, force_insert=True)
        self.made[type(row)] = self.made.get(type(row), 0) + 1
        self._beside(row, twin)
        for part, link in parts_of(type(row)):
            for below in list(part.objects.filter(**{link: row})):
                self._of(below, **{link: twin})

    def _beside(self, row: models.Model, twin: models.Model) -> None:
        """Give ``twin`` the many-to-many relations of ``row``, in both directions."""
        for field in row._meta.many_to_many:
            getattr(twin, field.name).add(*getattr(row, field.name).all())
        for relation in row._meta.related_objects:
            if relation.many_to_many and relation.related_model in content():
                for other in relation.related_model.objects.filter(**{relation.field.name: row}):
                    getattr(other, relation.field.name).add(twin)


def publishable() -> list[type[Publishable]]:
    return [model for model in content() if issubclass(model, Publishable)]


def with_twins() -> list[type[Publishable]]:
    """Return the publishable models that can have a twin: all but pages, as there is only one page of each kind."""
    return [model for model in publishable() if not any(field.unique and field.choices for field in model._meta.fields)]


def parts_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return the child models of ``model`` that are not published by themselves, each with its foreign key."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.on_delete is models.CASCADE
        and relation.related_model in content()
        and not issubclass(relation.related_model, Publishable)
    ]

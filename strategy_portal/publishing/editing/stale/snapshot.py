"""What a change form shows, as data: the row with its relations, and the rows of its inlines.

It travels in the form as a signed token. When the form comes back, it tells whether anything has changed since, and
what was there when the editor began.
"""

from dataclasses import dataclass, field

from django.contrib.admin.utils import flatten_fieldsets
from django.core import signing
from django.db import connection, models
from django.db.models import prefetch_related_objects

from strategy_portal.publishing.versions import sorted_keys, stored_value

# The name of the token in a form.
FIELD_NAME = "_version"

# What a row holds: the name of a field -> its value as text, or the keys of a relation.
Values = dict[str, str | list[str] | None]


@dataclass(frozen=True)
class SnapshotPart:
    """The row itself (``prefix`` is empty) or the rows of one inline."""

    prefix: str
    model: type[models.Model]
    fields: list[models.Field]
    rows: list[models.Model] = field(default_factory=list)
    # By the key of the row.
    values: dict[str, Values] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    parts: list[SnapshotPart]

    def token(self, row: models.Model) -> str:
        data = {part.prefix: part.values for part in self.parts}
        return signing.dumps(data, salt=_salt(row._meta, row.pk), compress=True)

    def agrees_with(self, began: dict[str, dict[str, Values]] | None) -> bool:
        return began == {part.prefix: part.values for part in self.parts}


def read_token(token: str, options, key) -> dict[str, dict[str, Values]] | None:
    """Return what the form showed that brings ``token``; nothing when the token is missing or not ours."""
    try:
        return signing.loads(token, salt=_salt(options, key))
    except signing.BadSignature:
        return None


def _salt(options, key) -> str:
    return f"version of {options.label_lower} {key}"


def snapshot(model_admin, request, row: models.Model, formsets, inlines, initial: dict | None = None) -> Snapshot:
    """Return what the form of ``row`` shows.

    ``initial`` is what the fields of the form were filled with. Whatever is read anew after the form was made could
    be newer than what the editor sees.
    """
    names = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    parts = [_part("", model_admin.model, names, [row], initial or {})]
    for formset, inline in zip(formsets, inlines, strict=True):
        names = flatten_fieldsets(inline.get_fieldsets(request, row))
        parts.append(_part(formset.prefix, formset.model, names, list(formset.get_queryset())))
    return Snapshot(parts)


def lock_rows(formsets) -> None:
    """Let nobody else change the rows of ``formsets`` until the transaction ends. SQLite locks as a whole anyway."""
    if connection.features.has_select_for_update:
        for formset in formsets:
            rows = formset.model._base_manager.filter(**{formset.fk.name: formset.instance})
            list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _part(prefix: str, model, names: list[str], rows: list[models.Model], initial: dict | None = None) -> SnapshotPart:
    fields = [each for each in columns_of(model) if _is_shown(each, names)]
    relations = [each.name for each in fields if each.many_to_many]
    if prefix and relations:
        prefetch_related_objects(rows, *relations)
    values = {}
    for row in rows:
        values[str(row.pk)] = {
            each.name: sorted_keys(initial[each.name])
            if each.many_to_many and each.name in (initial or {})
            else stored_value(row, each)
            for each in fields
        }
    return SnapshotPart(prefix, model, fields, rows, values)


def columns_of(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def _is_shown(column: models.Field, names: list[str]) -> bool:
    """Whether a form shows the column: as a field, or as the state that the row is in, which no field changes."""
    is_state = not column.editable and not column.primary_key and not getattr(column, "auto_now", False)
    return column.name in names or is_state

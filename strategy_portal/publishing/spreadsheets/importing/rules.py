"""Why the database has refused an entry, with the column that it is about."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from strategy_portal.publishing.spreadsheets.columns.column import SheetColumn


def check_rules(instance: models.Model, columns: list[SheetColumn], *, changed: list[str]) -> None:
    """Raise :class:`ValidationError` with what the constraints of ``instance`` say.

    Of the columns that a rule is about, it names the last whose heading is ``changed``, or the last of all.
    """
    instance.validate_unique()
    columns = sorted(columns, key=lambda column: column.column_name in changed)
    errors = {}
    for constraint in instance._meta.constraints:
        condition = getattr(constraint, "condition", None)
        about = {*getattr(constraint, "fields", ()), *(condition.referenced_base_fields if condition else ())}
        named = [column.attribute for column in columns if column.attribute in about]
        try:
            constraint.validate(type(instance), instance)
        except ValidationError as error:
            errors.setdefault(named[-1] if named else NON_FIELD_ERRORS, []).extend(error.messages)
    if errors:
        raise ValidationError(errors)

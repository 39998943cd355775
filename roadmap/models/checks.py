"""The check constraints of a row, put to the database as one question instead of one for each."""

from functools import reduce
from operator import and_

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models


class JoinedChecks:
    """Stands for several check constraints; only when they do not all hold is each asked for its own sentence."""

    def __init__(self, checks: list[models.CheckConstraint]):
        self.checks = checks

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        # Like Django, leave out those about an excluded column.
        asked = [check for check in self.checks if check.condition.referenced_base_fields <= values.keys()]
        if not asked or reduce(and_, (check.condition for check in asked)).check(values, using=using):
            return
        broken = [check for check in asked if not check.condition.check(values, using=using)]
        raise ValidationError(
            [ValidationError(check.get_violation_error_message(), check.violation_error_code) for check in broken]
        )


class CheckedAtOnce(models.Model):
    class Meta:
        abstract = True

    def get_constraints(self):
        """Return the constraints that Django's validation goes through, with all checks of a model as one."""
        found = []
        for model, constraints in super().get_constraints():
            checks = [each for each in constraints if isinstance(each, models.CheckConstraint)]
            others = [each for each in constraints if each not in checks]
            found.append((model, [JoinedChecks(checks), *others]))
        return found

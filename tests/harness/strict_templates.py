"""An unknown variable in one of our templates fails the test that renders it.

When ``{{ name }}`` cannot be resolved, Django checks whether ``string_if_invalid`` is true, and carries on as usual if
it is not. This check is the hook: its result is an error for our templates, and False for those of packages, many of
which rely on missing variables. ``{% if name %}`` and ``{% for x in name %}`` do not trigger the check.
"""

import sys
from pathlib import Path

from django.template.base import FilterExpression, Node

ROOT = Path(__file__).resolve().parents[2]


class UnknownTemplateVariable(Exception):
    pass


class UnknownVariable(str):
    def __bool__(self) -> bool:
        expression, origin = asked_by()
        # There is no expression if {% if item.vote %} triggers the check, for a one-to-one row that does not exist.
        if expression and is_ours(origin):
            raise UnknownTemplateVariable(f"{origin}: unknown variable in {{{{ {expression} }}}}")
        return False


def asked_by() -> tuple[str, str]:
    """Return the expression being resolved and the file of the template node that contains it, from the call stack."""
    expression, frame = "", sys._getframe(2)
    while frame:
        owner = frame.f_locals.get("self")
        if isinstance(owner, FilterExpression) and not expression:
            expression = owner.token
        if isinstance(owner, Node) and hasattr(owner, "origin"):
            return expression, str(owner.origin.name)
        frame = frame.f_back
    return expression, ""


def is_ours(origin: str) -> bool:
    path = Path(origin)
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts

"""An unknown variable in one of our templates fails the test that renders it.

Django asks its ``string_if_invalid`` whether it is true as soon as ``{{ name }}`` resolves to nothing, and goes on as
usual if it is not. That question is the hook: the answer is an error for our files and "no" for those of packages,
whose templates live on missing variables. ``{% if name %}`` and ``{% for x in name %}`` never ask.
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
        # Without an expression it is {% if item.vote %} that asks, of a one-to-one row that does not exist.
        if expression and is_ours(origin):
            raise UnknownTemplateVariable(f"{origin}: unknown variable in {{{{ {expression} }}}}")
        return False


def asked_by() -> tuple[str, str]:
    """Return the expression that is being resolved and the file of the node that holds it, from the call stack."""
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

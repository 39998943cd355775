"""Strict templates: they must catch mistakes in our templates and leave those of packages alone."""

import pytest
from django.template import Context, Origin, Template

from tests.harness.strict_templates import ROOT, UnknownTemplateVariable


def render(source: str, path) -> str:
    return Template(source, origin=Origin(name=str(path))).render(Context({"known": "yes", "nothing": None}))


OURS = ROOT / "templates" / "invented.html"
THEIRS = ROOT / ".venv" / "lib" / "python3" / "site-packages" / "django" / "invented.html"


@pytest.mark.parametrize("source", ["{{ unknown }}", "{{ nothing.name }}", "{{ unknown|default:'x' }}"])
def test_an_unknown_variable_in_our_template_fails(source):
    with pytest.raises(UnknownTemplateVariable, match=r"invented\.html: unknown variable in \{\{ "):
        render(source, OURS)


def test_known_variables_and_questions_pass():
    assert render("{{ known }}{{ nothing }}{% if unknown %}!{% endif %}", OURS) == "yesNone"


def test_templates_of_packages_stay_as_they_are():
    assert render("{{ unknown }}{{ unknown|default:'x' }}", THEIRS) == "x"

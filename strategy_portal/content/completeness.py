"""Whether a model of content has everything it needs: rights, history, admin, city file, search.

Each of these is declared in a different file. ``manage.py check`` goes through all models and names what is missing and
where to declare it. ``WITHOUT`` lists what a model does not need, with the reason.
``docs/adding.md`` shows how a model is added.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib import admin
from django.core.checks import CheckMessage, Error
from django.db import models

from strategy_portal.accounts import roles
from strategy_portal.cities import tables
from strategy_portal.publishing.records import is_record
from strategy_portal.publishing.search import index

APPS = ("publishing", "strategy", "roadmap", "advisory_board")


@dataclass(frozen=True)
class Requirement:
    """Something that every model of content needs. ``place``: the file that declares it."""

    name: str
    place: str
    has: Callable[[type[models.Model]], bool]


def _has_rights(model: type[models.Model]) -> bool:
    view = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return any(view in rights for rights in roles.read(roles.TABLE).values())


def _is_edited(model: type[models.Model]) -> bool:
    inlines = {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}
    return admin.site.is_registered(model) or model in inlines


def _is_found(model: type[models.Model]) -> bool:
    return any(model in kind.reads for kind in index.kinds()) or not text_columns(model)


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """Return the columns for free text, without choices, web and e-mail addresses and files."""
    technical = (models.SlugField, models.EmailField, models.URLField, models.FileField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, technical)
        and not field.choices
    ]


REQUIREMENTS = {
    "history": Requirement(
        "no history", "{app}/models: history = recorded()", lambda model: hasattr(model, "kept_records")
    ),
    "rights": Requirement("no rights", "strategy_portal/accounts/roles.py: TABLE", _has_rights),
    "admin": Requirement("no page or inline in the administration", "{app}/admin", _is_edited),
    "city": Requirement(
        "no table in the folder of a city",
        "strategy_portal/cities/tables.py: FILES",
        lambda model: model in tables.REFERENCES,
    ),
    "search": Requirement("texts that the search does not find", "{app}/searchable.py: Kind.reads", _is_found),
}

MADE_BY_THE_PORTAL = "the portal makes it itself"
# Label of a model -> key of a requirement -> why the model does not have to meet it.
WITHOUT: dict[str, dict[str, str]] = {
    "publishing.ContentRevision": dict.fromkeys(REQUIREMENTS, MADE_BY_THE_PORTAL),
    "publishing.StoredPdf": dict.fromkeys(REQUIREMENTS, MADE_BY_THE_PORTAL),
    "publishing.Upload": dict.fromkeys(REQUIREMENTS, "a file on its way in, for an hour"),
    "publishing.Municipality": {"search": "every page names it"},
    "strategy.FrozenEdition": {
        "history": "never changed",
        "city": MADE_BY_THE_PORTAL,
        "search": "a copy of what its edition says",
    },
    "strategy.IndicatorValue": {"search": "numbers, and where they come from"},
    "roadmap.FormerAddress": {"city": "what merging leaves behind"},
    "roadmap.MilestoneChange": {"city": "milestones of a city that begins stand as they are"},
    "roadmap.Reminder": {"history": "never changed", "admin": "an entry of its round", "city": MADE_BY_THE_PORTAL},
    "roadmap.ReportingRound": {"city": "internal", "search": "internal"},
    "advisory_board.Consent": {"city": "nobody consents by a file"},
    "advisory_board.Membership": {"search": "names of members are not searched for"},
    "advisory_board.Term": {"search": "dates, and a note on them"},
    "advisory_board.Person": {"city": "no personal data in files", "search": "names of members are not searched for"},
}


def content() -> list[type[models.Model]]:
    """Return the models of the apps that hold content, without those that keep its history."""
    return [model for app in APPS for model in apps.get_app_config(app).get_models() if not is_record(model)]


def missing(model: type[models.Model]) -> list[str]:
    """Return the keys of the ``REQUIREMENTS`` that ``model`` lacks without a reason."""
    without = WITHOUT.get(model._meta.label, {})
    return [key for key, part in REQUIREMENTS.items() if key not in without and not part.has(model)]


def needless(model: type[models.Model]) -> list[str]:
    """Return the keys of the ``REQUIREMENTS`` that ``model`` meets although ``WITHOUT`` says that it need not."""
    return [key for key in WITHOUT.get(model._meta.label, {}) if REQUIREMENTS[key].has(model)]


def complete(app_configs=None, **options) -> list[CheckMessage]:
    """The check for Django's ``check`` framework, registered in ``strategy_portal/apps.py``: name what is missing."""
    return [_error(model, key) for model in content() for key in missing(model)]


def _error(model: type[models.Model], key: str) -> Error:
    requirement = REQUIREMENTS[key]
    place = requirement.place.format(app=model._meta.app_config.name.replace(".", "/"))
    return Error(
        f"It has {requirement.name}.",
        hint=f"Add it to {place}, or say in strategy_portal/content/completeness.py why not.",
        obj=model,
        id=f"content.{key}",
    )

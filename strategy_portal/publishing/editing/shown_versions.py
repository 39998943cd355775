"""The versions of rows that a page showed, to be compared before somebody acts on what was seen."""

from django import forms
from django.contrib.admin import ModelAdmin
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from strategy_portal.publishing.lifecycle import lock
from strategy_portal.publishing.versions import version_of, versions_of

# Under this name a list carries the versions of its rows.
FIELD_NAME = "_seen"


def versions_token(options: Options, rows: list[Model], **others: str) -> str:
    """Return the versions of ``rows`` as they were loaded, to be carried by the page that shows them.

    ``others`` are stamps, by a name, of what else it shows. Costs one query per many-to-many relation of the model.
    """
    prefetch_related_objects(rows, *(field.name for field in options.many_to_many))
    return signing.dumps({**{str(row.pk): version_of(row) for row in rows}, **others}, salt=_salt(options))


def versions_in(options: Options, token: str) -> dict[str, str]:
    """Return the versions by key; none when ``token`` is missing or not ours."""
    try:
        return signing.loads(token, salt=_salt(options))
    except signing.BadSignature:
        return {}


def _salt(options) -> str:
    return f"seen in a list of {options.label_lower}"


def check_unchanged(row: Model, shown: dict[str, str]) -> None:
    """Read ``row`` anew and lock it; raise :class:`ValidationError` when it is no longer what was shown.

    Call it in the transaction that changes the row.
    """
    lock(row)
    if shown.get(str(row.pk)) != version_of(row):
        raise ValidationError(changed())


def changed() -> str:
    return gettext("It has changed since you looked at it. Please look again.")


def add_to_list(model_admin: ModelAdmin, response: HttpResponse) -> None:
    """Let a list carry the versions of the rows that it shows, for actions on several of them."""
    context = getattr(response, "context_data", None) or {}
    if context.get("action_form"):
        token = versions_token(model_admin.opts, list(context["cl"].result_list))
        context["action_form"].fields[FIELD_NAME] = forms.CharField(label="", initial=token, widget=forms.HiddenInput)


def versions_sent(options: Options, request: HttpRequest) -> dict[str, str] | None:
    """Return what the editor saw of the rows of the page sent; nothing when the rows of all pages are meant."""
    if request.POST.get("select_across") == "1":
        return None
    return versions_in(options, request.POST.get(FIELD_NAME, ""))


def reasons_to_look_again(options: Options, request: HttpRequest, rows: QuerySet) -> dict[int, str]:
    """Return by key a sentence for each of ``rows`` that is not what the list showed."""
    shown = versions_sent(options, request)
    if shown is None:
        return {}
    return {key: changed() for key, version in versions_of(rows).items() if shown.get(str(key)) != version}

"""Two people, one entry: whoever saves a form that no longer shows what is stored gets both versions to choose from."""

from collections.abc import Callable

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.stale.conflict import Conflict, last_records
from strategy_portal.publishing.editing.stale.snapshot import (
    FIELD_NAME,
    SnapshotPart,
    columns_of,
    lock_rows,
    read_token,
    snapshot,
)
from strategy_portal.publishing.editing.stale.submission import AS_CHOSEN, Submission, SubmittedForm

# How a form may be left. Verbs, such as publishing, are pressed anew once the right version is saved.
WAYS_OUT = ("_save", "_addanother", "_continue")
# The attribute of a request with the row that agrees with its form, locked: saving needs not read it once more.
LOCKED_ROW = "_locked_row"


def shown_version(model_admin: ModelAdmin, request: HttpRequest, row: Model | None, context: dict) -> str:
    """Return what the change form of ``row`` carries to tell later what it showed; nothing if it cannot be saved."""
    if row is None or not model_admin.has_change_permission(request, row):
        return ""
    if request.method == "POST":  # the form comes back with its errors: it still shows what it showed
        return request.POST.get(FIELD_NAME, "")
    inlines = context["inline_admin_formsets"]
    formsets, options = [inline.formset for inline in inlines], [inline.opts for inline in inlines]
    initial = context["adminform"].form.initial
    return snapshot(model_admin, request, row, formsets, options, initial).token(row)


def save_unless_stale(
    model_admin: ModelAdmin, request: HttpRequest, key: str, save: Callable[[], HttpResponse]
) -> HttpResponse:
    """Call ``save`` if the form shows, under the lock of its row, what is stored.

    Otherwise nothing is written, and status 409 brings both versions. A form without a valid token counts as stale.
    """

    @transaction.atomic
    def attempt():
        request.__dict__.pop(LOCKED_ROW, None)  # of an attempt that was rolled back
        return _stale_answer(model_admin, request, key) or save()

    try:
        return attempt()
    except OperationalError:
        if connection.in_atomic_block:
            raise
        # Two forms have locked the same rows in different order, and the database has ended this one for the
        # other's sake. It has written nothing yet, and now it finds what the other has stored.
        return attempt()


def _stale_answer(model_admin, request, key: str) -> HttpResponse | None:
    """Return the page that says why nothing was saved; nothing when the form shows what is stored.

    What was chosen on such a page replaces what was sent.
    """
    if not model_admin.has_change_permission(request):
        return None  # Django refuses
    to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
    if to_field and not model_admin.to_field_allowed(request, to_field):
        return None  # Django refuses
    row = model_admin.get_object(request, key, to_field)
    began = read_token(request.POST.get(FIELD_NAME, ""), model_admin.opts, row.pk if row else key)
    if row is None:
        return _lost_page(model_admin, request, key, began)
    if not model_admin.has_change_permission(request, row):
        return _lost_page(model_admin, request, key, began, row) if began else None
    formsets, inlines = model_admin._create_formsets(request, row, change=True)
    lock_rows(formsets)
    stored = snapshot(model_admin, request, row, formsets, inlines)
    fresh = stored.agrees_with(began)
    if fresh and AS_CHOSEN not in request.POST:
        setattr(request, LOCKED_ROW, row)
        return None
    names = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    form_class = model_admin.get_form(request, row, change=True, fields=names)
    submission = Submission(request, form_class, row, formsets, stored)
    if fresh:
        request.POST = submission.data
        return None
    may_change = [True, *(inline.has_change_permission(request, row) for inline in inlines)]
    return _conflict_page(model_admin, request, row, Conflict(submission, stored, began, may_change))


def _conflict_page(model_admin, request, row, conflict: Conflict) -> HttpResponse:
    pressed = [name for name in WAYS_OUT if name in request.POST]
    buttons = model_admin.state_line(request, row).verbs if hasattr(model_admin, "state_line") else ()
    return model_admin.page(
        request,
        "admin/stale/conflict.html",
        status=409,
        title=gettext("This entry was changed meanwhile"),
        subtitle=str(row),
        original=row,
        entries=conflict.entries,
        kept=conflict.kept,
        files=conflict.files,
        pairs=conflict.pairs,
        knows_beginning=conflict.began is not None,
        to_decide=any(entry.choices for entry in conflict.entries),
        way_out=(pressed or ["_continue"])[0],
        was_verb=any(button.name in request.POST for button in buttons),
        field_name=FIELD_NAME,
        version=conflict.stored.token(row),
        is_popup="_popup" in request.POST,
    )


def _lost_page(model_admin, request, key: str, began, row=None) -> HttpResponse:
    """Show what was typed for an entry that is gone, or that this person may not change any more."""
    names = flatten_fieldsets(model_admin.get_fieldsets(request, None))
    form = model_admin.get_form(request, None, change=False, fields=names)(request.POST, request.FILES)
    formsets, _inlines = model_admin._create_formsets(request, form.instance, change=False)
    typed = [(model_admin.model, form)]
    for formset in formsets:
        for number in range(len(formset.forms)):
            arguments = {"prefix": f"{formset.prefix}-{number}", **formset.get_form_kwargs(number)}
            typed.append((formset.model, formset.form(request.POST, **arguments)))
    texts = [
        (capfirst(model._meta.verbose_name), SubmittedForm(each, SnapshotPart("", model, columns_of(model))).text)
        for model, each in typed
    ]
    # Only those who had the form learn who has deleted the entry.
    record = last_records(model_admin.model, [key]).get(key) if began and not row else None
    title = gettext("Not saved: this entry is gone")
    if row:
        title = gettext("Not saved: this entry may not be changed any more")
    return model_admin.page(
        request,
        "admin/stale/lost.html",
        status=403 if row else 409,
        title=title,
        original=row,
        record=record if record and record.history_type == "-" else None,
        texts=[(title, text) for title, text in texts if text],
    )

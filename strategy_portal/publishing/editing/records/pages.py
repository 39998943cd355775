"""The pages about the past of a row: its versions, restoring one of them, and what was deleted."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.records.restoring import restoring
from strategy_portal.publishing.editing.records.row_history import (
    RecordedRows,
    RelatedNames,
    remember_values,
    timeline,
    versions,
)
from strategy_portal.publishing.editing.shown_versions import (
    FIELD_NAME,
    check_unchanged,
    versions_in,
    versions_token,
)
from strategy_portal.publishing.models import Publishable

PER_PAGE = 50


def _when(record) -> str:
    return formats.date_format(timezone.localtime(record.history_date), "DATETIME_FORMAT")


def history_page(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what changed in a row and in the rows of its inlines, the last at the top.

    Whoever may only look at a model sees of its past what was public then, as :class:`ContentAdmin` shows no drafts.
    """
    row = model_admin.visible_row(request, object_id)
    if row is None:
        return model_admin.not_found(request, object_id)
    only_public = isinstance(row, Publishable) and not model_admin.has_change_permission(request)
    parts = [RecordedRows(model_admin.model, row.pk), *([] if only_public else _parts_of(model_admin, request, row))]
    found = timeline(parts, only_public=only_public)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE_VAR))
    first = next((key for part, key in found if part == 0), None)
    return model_admin.page(
        request,
        "admin/records/history.html",
        title=gettext("Change history: %s") % row,
        original=row,
        versions=versions(parts, page.object_list, only_public=only_public),
        page=page,
        page_range=page.paginator.get_elided_page_range(page.number),
        page_var=PAGE_VAR,
        current=first,
        can_restore=model_admin.has_change_permission(request, row),
    )


def _parts_of(model_admin, request, row) -> list[RecordedRows]:
    """Return the rows of the inlines that this person sees, those of the same model once."""
    parts = {}
    for inline in model_admin.get_inline_instances(request, row):
        if hasattr(inline.model, "history"):
            parent = _get_foreign_key(model_admin.model, inline.model, fk_name=inline.fk_name)
            parts[inline.model, parent.name] = RecordedRows(inline.model, row.pk, parent)
    return list(parts.values())


def restore_page(model_admin, request, object_id, record_id: int):
    """Show what would become of the row if an old version came back, and bring it back."""
    with transaction.atomic():
        row = model_admin.visible_row(request, object_id)
        if row is None:
            return model_admin.not_found(request, object_id)
        if not model_admin.has_change_permission(request, row):
            raise PermissionDenied
        record = _record(model_admin, record_id, **{model_admin.opts.pk.attname: row.pk})
        seen = versions_token(model_admin.opts, [row])
        if request.method == "POST":
            try:
                check_unchanged(row, versions_in(model_admin.opts, request.POST.get(FIELD_NAME, "")))
            except ValidationError as error:
                model_admin.message_user(request, " ".join(error.messages), messages.ERROR)
                return redirect(request.path)
        found = restoring(model_admin.get_form(request, row, change=True), row, record)
        if request.method == "POST" and found.changes and found.form.is_valid():
            _save_old(model_admin, request, found.form, record, change=True)
            done = gettext("The version of %(when)s is back.") % {"when": _when(record)}
            model_admin.message_user(request, done, messages.SUCCESS)
            return redirect(model_admin.address_of("history", row.pk))
        # An invalid form has put its values into the row.
        original = model_admin.model._base_manager.get(pk=row.pk)
        title = gettext("Restore the version of %(when)s") % {"when": _when(record)}
        return _restoring_page(model_admin, request, found, title=title, seen=seen, original=original)


def _save_old(model_admin, request, form, record, *, change: bool) -> None:
    row = model_admin.save_form(request, form, change=change)
    with translation.override(settings.LANGUAGE_CODE):  # the history speaks the language of the portal
        row._change_reason = gettext("Restored: version of %(when)s") % {"when": _when(record)}
    model_admin.save_model(request, row, form, change=change)
    model_admin.save_related(request, form, [], change=change)
    log = model_admin.log_change if change else model_admin.log_addition
    log(request, row, row._change_reason)


def _record(model_admin, record_id: int, **which):
    if record_id >= 2**63:
        raise Http404
    record = model_admin.model.history.filter(history_id=record_id, **which).select_related("history_user").first()
    if record is None:
        raise Http404
    return record


def _restoring_page(model_admin, request, found, *, original=None, seen="", children=(), **context) -> HttpResponse:
    found.form.is_valid()
    errors = []
    for name, texts in found.form.errors.items():
        label = found.form.fields[name].label if name in found.form.fields else ""
        errors += [f"{capfirst(label)}: {text}" if label else text for text in texts]
    return model_admin.page(
        request,
        "admin/records/restore.html",
        changes=found.changes,
        kept=found.kept,
        lost=found.lost,
        errors=errors,
        original=original,
        seen=seen,
        children=children,
        **context,
    )


def _deleted_records(model_admin):
    key = model_admin.opts.pk.attname
    present = model_admin.model._base_manager.values("pk")
    latest = model_admin.model.history.filter(history_type="-").exclude(**{f"{key}__in": present})
    return latest.select_related("history_user").order_by("-history_date", "-history_id")


def deleted_page(model_admin, request):
    """List what was deleted, the last at the front."""
    page = Paginator(_deleted_records(model_admin), PER_PAGE).get_page(request.GET.get(PAGE_VAR))
    records = list(page.object_list)
    names = _names_of(model_admin, records)
    return model_admin.page(
        request,
        "admin/records/deleted.html",
        title=gettext("Deleted entries"),
        rows=[(record, names.of_record(record)) for record in records],
        page=page,
        page_range=page.paginator.get_elided_page_range(page.number),
        page_var=PAGE_VAR,
        can_restore=model_admin.has_add_permission(request),
    )


def _names_of(model_admin, records) -> RelatedNames:
    remember_values(model_admin.model, records)
    names = RelatedNames()
    for record in records:
        names.want(model_admin.model, record.past_values)
    names.load()
    return names


def revive_page(model_admin, request, record_id: int):
    """Show what would come back of a deleted row, and bring it back under its old key, as a draft."""
    with transaction.atomic():
        record = _deleted_records(model_admin).filter(history_id=min(record_id, 2**63 - 1)).first()
        if record is None:
            raise Http404
        row = model_admin.model(pk=getattr(record, model_admin.opts.pk.attname))
        found = restoring(model_admin.get_form(request, None, change=False), row, _last_before(model_admin, record))
        if request.method == "POST" and found.form.is_valid():
            _save_old(model_admin, request, found.form, record, change=False)
            model_admin.message_user(request, gettext("“%(row)s” is back.") % {"row": row}, messages.SUCCESS)
            return redirect(model_admin.address_of("change", row.pk))
        title = gettext("Restore “%(name)s”") % {"name": _names_of(model_admin, [record]).of_record(record)}
        return _restoring_page(model_admin, request, found, title=title, children=_children_of(model_admin, record))


def _last_before(model_admin, record):
    """Return what the row was before its deletion, when it still had its relations."""
    key = model_admin.opts.pk.attname
    records = model_admin.model.history.filter(**{key: getattr(record, key)}, history_id__lt=record.history_id)
    return records.exclude(history_type="-").order_by("-history_id").first() or record


def _children_of(model_admin, record) -> list[str]:
    """Return what was deleted with the row and does not come back with it."""
    found = []
    for inline in model_admin.inlines:
        if hasattr(inline.model, "history"):
            parent = _get_foreign_key(model_admin.model, inline.model, fk_name=inline.fk_name)
            key = getattr(record, model_admin.opts.pk.attname)
            part = RecordedRows(inline.model, key, parent)
            count = part.records().filter(history_type="-").count()
            if count:
                found.append(f"{capfirst(inline.model._meta.verbose_name_plural)}: {count}")
    return list(dict.fromkeys(found))


RECORD_PAGES = [
    AdminPage("deleted", deleted_page, "see_deleted", needs_history=True),
    AdminPage("revive", revive_page, "revive", "deleted/<int:record_id>/", needs_history=True),
    AdminPage("restore", restore_page, "change", "<path:object_id>/history/<int:record_id>/", needs_history=True),
]

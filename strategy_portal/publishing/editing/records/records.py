"""The pages about the past of a row: its versions, the way back to one of them, and what was deleted."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import formats, timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.records.past import Names, Part, remember_values, timeline, versions
from strategy_portal.publishing.editing.records.restoring import restoring
from strategy_portal.publishing.editing.seen import FIELD_NAME, check_seen, seen_token, seen_versions
from strategy_portal.publishing.models import Publishable

PER_PAGE = 50


def _when(record) -> str:
    return formats.date_format(timezone.localtime(record.history_date), "DATETIME_FORMAT")


class Records:
    """The history of a row shows what changed in it and in the rows of its inlines, and lets a version come back.

    Whoever may only look at a model sees of its past what was public then (the rule about drafts in ``content``).
    """

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        if not hasattr(self.model, "history"):
            return super().get_urls()
        return [
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
            path("deleted/<int:record_id>/", view(self.revive_view), name=f"{name}_revive"),
            path("<path:object_id>/history/<int:record_id>/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    # What changed ---------------------------------------------------------------------------------------------------

    def history_view(self, request, object_id, extra_context=None):
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        row = self._row_of(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        only_public = isinstance(row, Publishable) and not self.has_change_permission(request)
        parts = [Part(self.model, row.pk), *([] if only_public else self._parts_of(request, row))]
        found = timeline(parts, only_public=only_public)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        first = next((key for part, key in found if part == 0), None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Change history: %s") % row,
            "original": row,
            "versions": versions(parts, page.object_list, only_public=only_public),
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "current": first,
            "can_restore": self.has_change_permission(request, row),
        }
        return TemplateResponse(request, "admin/records/history.html", context)

    def _row_of(self, request, object_id):
        """Return the row if this person may look at it. Who may look at none is not told which there are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(str(object_id)))
        if row is not None and not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _parts_of(self, request, row) -> list[Part]:
        """Return the rows of the inlines that this person sees, those of the same model once."""
        parts = {}
        for inline in self.get_inline_instances(request, row):
            if hasattr(inline.model, "history"):
                parent = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                parts[inline.model, parent.name] = Part(inline.model, row.pk, parent)
        return list(parts.values())

    # The way back ---------------------------------------------------------------------------------------------------

    def restore_view(self, request, object_id, record_id: int):
        """Show what would become of the row if an old version came back, and bring it back."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            row = self._row_of(request, object_id)
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            record = self._record(record_id, **{self.opts.pk.attname: row.pk})
            seen = seen_token(self.opts, [row])
            if request.method == "POST":
                try:
                    check_seen(row, seen_versions(self.opts, request.POST.get(FIELD_NAME, "")))
                except ValidationError as error:
                    self.message_user(request, " ".join(error.messages), messages.ERROR)
                    return redirect(request.path)
            found = restoring(self.get_form(request, row, change=True), row, record)
            if request.method == "POST" and found.changes and found.form.is_valid():
                self._save_old(request, found.form, record, change=True)
                done = gettext("The version of %(when)s is back.") % {"when": _when(record)}
                self.message_user(request, done, messages.SUCCESS)
                return redirect(self.address_of("history", row.pk))
            # An invalid form has put its values into the row.
            original = self.model._base_manager.get(pk=row.pk)
            title = gettext("Restore the version of %(when)s") % {"when": _when(record)}
            return self._restoring_page(request, found, title=title, seen=seen, original=original)

    def _save_old(self, request, form, record, *, change: bool) -> None:
        row = self.save_form(request, form, change=change)
        with translation.override(settings.LANGUAGE_CODE):  # the history speaks the language of the portal
            row._change_reason = gettext("Restored: version of %(when)s") % {"when": _when(record)}
        self.save_model(request, row, form, change=change)
        self.save_related(request, form, [], change=change)
        log = self.log_change if change else self.log_addition
        log(request, row, row._change_reason)

    def _record(self, record_id: int, **which):
        if record_id >= 2**63:
            raise Http404
        record = self.model.history.filter(history_id=record_id, **which).select_related("history_user").first()
        if record is None:
            raise Http404
        return record

    def _restoring_page(self, request, found, *, title: str, seen="", original=None, children=()) -> TemplateResponse:
        found.form.is_valid()
        errors = []
        for name, texts in found.form.errors.items():
            label = found.form.fields[name].label if name in found.form.fields else ""
            errors += [f"{capfirst(label)}: {text}" if label else text for text in texts]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "original": original,
            "changes": found.changes,
            "kept": found.kept,
            "lost": found.lost,
            "errors": errors,
            "children": children,
            "seen": seen,
        }
        return TemplateResponse(request, "admin/records/restore.html", context)

    # What was deleted -----------------------------------------------------------------------------------------------

    def _deleted_records(self):
        key = self.opts.pk.attname
        present = self.model._base_manager.values("pk")
        latest = self.model.history.filter(history_type="-").exclude(**{f"{key}__in": present})
        return latest.select_related("history_user").order_by("-history_date", "-history_id")

    def may_see_deleted(self, request) -> bool:
        """Whether this person may know of everything that was deleted, drafts, too."""
        return self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        way = {}
        if hasattr(self.model, "history") and self.may_see_deleted(request):
            way = {"deleted_address": self.address_of("deleted")}
        return super().changelist_view(request, {**way, **(extra_context or {})})

    def deleted_view(self, request):
        """List what was deleted, the last at the front."""
        if not self.may_see_deleted(request):
            raise PermissionDenied
        page = Paginator(self._deleted_records(), PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        records = list(page.object_list)
        names = self._names_of(records)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Deleted entries"),
            "rows": [(record, names.of_record(record)) for record in records],
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "can_restore": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/records/deleted.html", context)

    def _names_of(self, records) -> Names:
        remember_values(self.model, records)
        names = Names()
        for record in records:
            names.want(self.model, record.past_values)
        names.load()
        return names

    def revive_view(self, request, record_id: int):
        """Show what would come back of a deleted row, and bring it back under its old key, as a draft."""
        if not (self.may_see_deleted(request) and self.has_add_permission(request)):
            raise PermissionDenied
        with transaction.atomic():
            record = self._deleted_records().filter(history_id=min(record_id, 2**63 - 1)).first()
            if record is None:
                raise Http404
            row = self.model(pk=getattr(record, self.opts.pk.attname))
            found = restoring(self.get_form(request, None, change=False), row, self._last_before(record))
            if request.method == "POST" and found.form.is_valid():
                self._save_old(request, found.form, record, change=False)
                self.message_user(request, gettext("“%(row)s” is back.") % {"row": row}, messages.SUCCESS)
                return redirect(self.address_of("change", row.pk))
            title = gettext("Restore “%(name)s”") % {"name": self._names_of([record]).of_record(record)}
            return self._restoring_page(request, found, title=title, children=self._children_of(record))

    def _last_before(self, record):
        """Return what the row was before its deletion, when it still had its relations."""
        key = self.opts.pk.attname
        records = self.model.history.filter(**{key: getattr(record, key)}, history_id__lt=record.history_id)
        return records.exclude(history_type="-").order_by("-history_id").first() or record

    def _children_of(self, record) -> list[str]:
        """Return what was deleted with the row and does not come back with it."""
        found = []
        for inline in self.inlines:
            if hasattr(inline.model, "history"):
                parent = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                key = getattr(record, self.opts.pk.attname)
                part = Part(inline.model, key, parent)
                count = part.records().filter(history_type="-").count()
                if count:
                    found.append(f"{capfirst(inline.model._meta.verbose_name_plural)}: {count}")
        return list(dict.fromkeys(found))

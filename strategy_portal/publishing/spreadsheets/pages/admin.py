"""The pages that import and export the rows of a model: ``class DepartmentAdmin(SpreadsheetAdmin, ContentAdmin)``."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.spreadsheets.files.writing import export_response
from strategy_portal.publishing.spreadsheets.importing.outcome import ImportOutcome, finished
from strategy_portal.publishing.spreadsheets.importing.progress import ROWS_AT_ONCE, progress
from strategy_portal.publishing.spreadsheets.importing.resource import SpreadsheetResource
from strategy_portal.publishing.spreadsheets.pages.upload import carry_out, kept, look_at, opened, uploaded
from strategy_portal.publishing.spreadsheets.problem import FileProblem, Refusal

# More would make a page that no browser likes; the counts say how many there are.
ROWS_SHOWN = 500
PROBLEMS_SHOWN = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}), help_text=_("XLSX or CSV")
    )


class SpreadsheetAdmin:
    """``resource_class`` says what a file looks like. Every page asks for the right to import or to export."""

    resource_class: type[SpreadsheetResource]
    change_list_template = "admin/spreadsheets/change_list.html"

    # --- who may ------------------------------------------------------------------------------------------------------

    def has_import_permission(self, request) -> bool:
        return self._has_right(request, "import")

    def has_export_permission(self, request) -> bool:
        return self._has_right(request, "export")

    def _has_right(self, request, verb: str) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename(verb, self.opts)}")

    def resource(self, request, *, file: str = "") -> SpreadsheetResource:
        def may(row, is_new: bool) -> str:
            if is_new and not self.has_add_permission(request):
                return gettext("You may not add entries.")
            if is_new:
                return self.reason_not_to_add(request, row)
            return self.reason_not_to_change(request, row)

        source = gettext("Import of %(file)s") % {"file": file} if file else ""
        return self.resource_class(may=may, source=source, user=request.user)

    def reason_not_to_change(self, request, row) -> str:
        """Return why a file must not change ``row``, in a sentence; empty if it may."""
        return "" if self.has_change_permission(request, row) else gettext("You may not change this entry.")

    # --- where --------------------------------------------------------------------------------------------------------

    def get_urls(self):
        pages = {
            "import/": ("import", self.import_page),
            "import/confirm/": ("confirm_import", self.confirm_import),
            "export/xlsx/": ("export_xlsx", self.export_xlsx),
            "export/csv/": ("export_csv", self.export_csv),
        }
        own = [
            path(address, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")
            for address, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        tools = []
        if self.has_import_permission(request):
            tools.append((self.address_of("import"), gettext("Import")))
        if self.has_export_permission(request):
            for page, label in (("export_xlsx", gettext("Export as XLSX")), ("export_csv", gettext("Export as CSV"))):
                tools.append((self.address_of(page) + (f"?{query}" if query else ""), label))
        return super().changelist_view(request, {"spreadsheet_tools": tools, **(extra_context or {})})

    # --- out ----------------------------------------------------------------------------------------------------------

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_export_permission(request) and IS_POPUP_VAR not in request.GET:
            for name in ("export_selected_as_xlsx", "export_selected_as_csv"):
                actions[name] = self.get_action(name)
        return actions

    @admin.action(description=_("Export selected %(verbose_name_plural)s as XLSX"), permissions=["export"])
    def export_selected_as_xlsx(self, request, queryset):
        return self._export(request, queryset, "xlsx")

    @admin.action(description=_("Export selected %(verbose_name_plural)s as CSV"), permissions=["export"])
    def export_selected_as_csv(self, request, queryset):
        return self._export(request, queryset, "csv")

    def export_xlsx(self, request):
        return self._export_list(request, "xlsx")

    def export_csv(self, request):
        return self._export_list(request, "csv")

    def _export_list(self, request, kind: str) -> HttpResponse:
        """Answer with the rows of the list as it is searched and filtered."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            queryset = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(self.address_of("changelist"))
        return self._export(request, queryset, kind)

    def _export(self, request, queryset, kind: str) -> HttpResponse:
        if not self.has_export_permission(request):
            raise PermissionDenied
        resource = self.resource(request)
        rows = resource.get_queryset().filter(pk__in=queryset.order_by().values("pk"))
        with override(settings.LANGUAGE_CODE):
            name = str(capfirst(self.opts.verbose_name_plural))
            try:
                return export_response(name, resource.headings, resource.lines(rows), kind=kind)
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
        return redirect(self.address_of("changelist"))

    # --- in -----------------------------------------------------------------------------------------------------------

    def import_page(self, request):
        """Ask for a file, and show what it would change or what is wrong with it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method != "POST" or not form.is_valid():
            return self._upload_page(request, form)
        file = form.cleaned_data["file"]
        resource = self.resource(request, file=file.name)
        try:
            content, table = opened(file, name=file.name, user=request.user)
        except Refusal as refusal:
            return self._upload_page(request, UploadForm(), problems=refusal.problems)
        steps = look_at(resource, content, table, name=file.name, user=request.user)
        if len(table.rows) > ROWS_AT_ONCE:
            text = gettext("The file is being checked. Nothing is changed yet; you will see first what it changes.")
            end = partial(self._checked, request, table.note)
            return self._progress(request, steps, text, total=len(table.rows), end=end)
        outcome, upload = finished(steps)
        if problems := _with_note(outcome, table.note):
            return self._upload_page(request, UploadForm(), problems=problems)
        return self._page(request, "preview", self._preview(outcome, upload, note=table.note))

    def confirm_import(self, request):
        """Import the file whose preview was confirmed."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.address_of("import"))
        try:
            upload = kept(self.model, request.POST.get("token", ""), user=request.user)
            table = uploaded(upload)
        except Refusal as refusal:
            return self._upload_page(request, UploadForm(), problems=refusal.problems)
        steps = carry_out(self.resource(request, file=upload.name), upload, table)
        if len(table.rows) > ROWS_AT_ONCE:
            text = gettext(
                "The file is being imported. Please keep this page open; who leaves it stops the import, and nothing "
                "is changed."
            )
            end = partial(self._imported, request, upload)
            return self._progress(request, steps, text, total=len(table.rows), end=end)
        try:
            return self._answer(request, *finished(steps), upload)
        except Refusal as refusal:
            return self._upload_page(request, UploadForm(), problems=refusal.problems)

    def _answer(self, request, outcome: ImportOutcome, is_imported: bool, upload) -> HttpResponse:
        if is_imported:
            self.message_user(request, _done(outcome), messages.SUCCESS)
            return redirect(self.address_of("changelist"))
        if outcome.problems:
            return self._upload_page(request, UploadForm(), problems=outcome.problems)
        return self._page(request, "preview", self._preview(outcome, upload, is_outdated=True))

    def _progress(self, request, steps, text: str, *, total: int, end) -> StreamingHttpResponse:
        page = render_to_string("admin/spreadsheets/progress.html", {**self._context(request), "text": text}, request)
        refused = partial(self._refused, request)
        return StreamingHttpResponse(progress(request, steps, page=page, total=total, end=end, refused=refused))

    def _refused(self, request, problems: list[FileProblem]) -> str:
        """Return what is wrong with a long file; the form to upload another one is on its own page."""
        return self._part(request, "problems", {**_shown(problems), "was_long": True})

    def _checked(self, request, note: str, outcome: ImportOutcome, upload) -> str:
        """Return how the preview of a long file ends."""
        if problems := _with_note(outcome, note):
            return self._refused(request, problems)
        return self._part(request, "outcome", self._preview(outcome, upload, note=note))

    def _imported(self, request, upload, outcome: ImportOutcome, is_imported: bool) -> str:
        """Return how the import of a long file ends."""
        if is_imported:
            return self._part(request, "done", {"text": _done(outcome)})
        if outcome.problems:
            return self._refused(request, outcome.problems)
        return self._part(request, "outcome", self._preview(outcome, upload, is_outdated=True))

    # --- pages --------------------------------------------------------------------------------------------------------

    def _context(self, request) -> dict:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Import: %(entries)s") % {"entries": self.opts.verbose_name_plural},
        }

    def _page(self, request, name: str, context: dict) -> TemplateResponse:
        return TemplateResponse(request, f"admin/spreadsheets/{name}.html", {**self._context(request), **context})

    def _part(self, request, name: str, context: dict) -> str:
        return render_to_string(f"admin/spreadsheets/_{name}.html", {**self._context(request), **context}, request)

    def _upload_page(self, request, form, problems: list[FileProblem] = ()) -> TemplateResponse:
        resource = self.resource(request)
        return self._page(
            request,
            "import",
            {
                "form": form,
                **_shown(problems),
                "columns": resource.columns,
                "keys": resource.found_by,
                "number": resource.entry_number,
                "explanation": resource.explanation,
                "limit": settings.SPREADSHEET_ROWS,
            },
        )

    def _preview(self, outcome: ImportOutcome, upload, *, note: str = "", is_outdated: bool = False) -> dict:
        changes = [row for row in outcome.rows if not row.is_unchanged]
        return {
            "counts": _counts(outcome),
            "rows": changes[:ROWS_SHOWN],
            "more_rows": max(len(changes) - ROWS_SHOWN, 0),
            "upload": upload,
            "note": note,
            "is_outdated": is_outdated,
        }


def _shown(problems: list[FileProblem]) -> dict:
    return {"problems": problems[:PROBLEMS_SHOWN], "more_problems": max(len(problems) - PROBLEMS_SHOWN, 0)}


def _with_note(outcome: ImportOutcome, note: str) -> list[FileProblem]:
    """Return the problems of a file; that another sheet is meant may be the whole problem."""
    return [*outcome.problems, *([FileProblem(note)] if note else [])] if outcome.problems else []


def _counts(outcome: ImportOutcome) -> list[str]:
    new, changed, unchanged = len(outcome.new), len(outcome.changed), len(outcome.unchanged)
    return [
        ngettext("%(count)d new entry", "%(count)d new entries", new) % {"count": new},
        ngettext("%(count)d changed entry", "%(count)d changed entries", changed) % {"count": changed},
        ngettext("%(count)d entry stays as it is", "%(count)d entries stay as they are", unchanged)
        % {"count": unchanged},
    ]


def _done(outcome: ImportOutcome) -> str:
    counts = [count for count in _counts(outcome) if not count.startswith("0 ")]
    return gettext("The file has been imported: %(counts)s.") % {"counts": ", ".join(counts)}

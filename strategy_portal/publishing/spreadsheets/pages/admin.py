"""The pages that import and export the rows of a model: ``class DepartmentAdmin(SpreadsheetAdmin, ContentAdmin)``."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.spreadsheets.files.writing import export_response
from strategy_portal.publishing.spreadsheets.importing.outcome import finished
from strategy_portal.publishing.spreadsheets.importing.progress import ROWS_AT_ONCE, progress
from strategy_portal.publishing.spreadsheets.importing.resource import SpreadsheetResource
from strategy_portal.publishing.spreadsheets.pages.ending import Ending, checked, imported, refused
from strategy_portal.publishing.spreadsheets.pages.upload import carry_out, kept, look_at, opened, uploaded
from strategy_portal.publishing.spreadsheets.problem import Refusal

# The kinds of files that lists are exported to, with the words for the whole list and for a selection.
EXPORTS = {
    "xlsx": (_("Export as XLSX"), _("Export selected %(verbose_name_plural)s as XLSX")),
    "csv": (_("Export as CSV"), _("Export selected %(verbose_name_plural)s as CSV")),
}


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

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        tools = []
        if self.has_import_permission(request):
            tools.append((self.address_of("import"), gettext("Import")))
        if self.has_export_permission(request):
            for kind, (label, _selected) in EXPORTS.items():
                tools.append((self.address_of(f"export_{kind}") + (f"?{query}" if query else ""), label))
        return super().changelist_view(request, {"spreadsheet_tools": tools, **(extra_context or {})})

    # --- out ----------------------------------------------------------------------------------------------------------

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_export_permission(request) and IS_POPUP_VAR not in request.GET:
            for kind, (_label, description) in EXPORTS.items():
                name = f"export_selected_as_{kind}"
                actions[name] = partial(type(self)._export, kind=kind), name, description
        return actions

    def export_list(self, request, *, kind: str) -> HttpResponse:
        """Answer with the rows of the list as it is searched and filtered."""
        try:
            queryset = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(self.address_of("changelist"))
        return self._export(request, queryset, kind=kind)

    def _export(self, request, queryset, *, kind: str) -> HttpResponse:
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
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if request.method != "POST" or not form.is_valid():
            return self._upload_page(request, form)
        file = form.cleaned_data["file"]
        try:
            content, table = opened(file, name=file.name, user=request.user)
        except Refusal as refusal:
            return self._upload_page(request, UploadForm(), refused(refusal.problems))
        resource = self.resource(request, file=file.name)
        steps = look_at(resource, content, table, name=file.name, user=request.user)
        text = gettext("The file is being checked. Nothing is changed yet; you will see first what it changes.")
        return self._answer(request, steps, partial(checked, table.note), total=len(table.rows), text=text)

    def confirm_import(self, request):
        """Import the file whose preview was confirmed."""
        if request.method != "POST":
            return redirect(self.address_of("import"))
        try:
            upload = kept(self.model, request.POST.get("token", ""), user=request.user)
            table = uploaded(upload)
        except Refusal as refusal:
            return self._upload_page(request, UploadForm(), refused(refusal.problems))
        steps = carry_out(self.resource(request, file=upload.name), upload, table)
        text = gettext(
            "The file is being imported. Please keep this page open; who leaves it stops the import, and nothing "
            "is changed."
        )
        return self._answer(request, steps, partial(imported, upload), total=len(table.rows), text=text)

    def _answer(self, request, steps, end: Callable[..., Ending], *, total: int, text: str) -> HttpResponseBase:
        """Go through ``steps`` and show what ``end`` makes of their result; of a long file on a page that grows."""
        if total > ROWS_AT_ONCE:

            def part(ending: Ending) -> str:
                return self._rendered(request, f"_{ending.name}", {**ending.context, "was_long": True})

            page = self._rendered(request, "progress", {"text": text})
            return StreamingHttpResponse(
                progress(
                    request,
                    steps,
                    page=page,
                    total=total,
                    end=lambda *result: part(end(*result)),
                    refused=lambda problems: part(refused(problems)),
                )
            )
        try:
            ending = end(*finished(steps))
        except Refusal as refusal:
            ending = refused(refusal.problems)
        if ending.name == "problems":
            return self._upload_page(request, UploadForm(), ending)
        if ending.name == "done":
            self.message_user(request, ending.context["text"], messages.SUCCESS)
            return redirect(self.address_of("changelist"))
        return self._page(request, "preview", ending.context)

    # --- pages --------------------------------------------------------------------------------------------------------

    def _context(self, request) -> dict:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Import: %(entries)s") % {"entries": self.opts.verbose_name_plural},
        }

    def _page(self, request, name: str, context: dict) -> TemplateResponse:
        return TemplateResponse(request, f"admin/spreadsheets/{name}.html", {**self._context(request), **context})

    def _rendered(self, request, name: str, context: dict) -> str:
        return render_to_string(f"admin/spreadsheets/{name}.html", {**self._context(request), **context}, request)

    def _upload_page(self, request, form, ending: Ending | None = None) -> TemplateResponse:
        resource = self.resource(request)
        context = {
            "form": form,
            "columns": resource.columns,
            "keys": resource.found_by,
            "number": resource.entry_number,
            "explanation": resource.explanation,
            "limit": settings.SPREADSHEET_ROWS,
        }
        return self._page(request, "import", {**context, **(ending or refused([])).context})

    pages = [
        AdminPage("import", import_page, "import"),
        AdminPage("confirm_import", confirm_import, "import", "import/confirm/"),
        AdminPage("export_xlsx", partial(export_list, kind="xlsx"), "export", "export/xlsx/"),
        AdminPage("export_csv", partial(export_list, kind="csv"), "export", "export/csv/"),
    ]

"""Editing editions with their wordings and their steps through the council, and looking at what was adopted."""

import logging
from dataclasses import replace

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.admin.documented import SOURCE, Consultations
from strategy.editions import adopt
from strategy.freezing import freeze_edition
from strategy.models import (
    ActionFieldWording,
    ConsultationStep,
    Edition,
    FocusArea,
    FrozenEdition,
    VisionStatementWording,
)
from strategy.pdf import edition_pdf_bytes
from strategy.pdf_view import edition_file_name
from strategy_portal.publishing.editing.content import ContentAdmin
from strategy_portal.publishing.editing.forms.inlines import Blocks
from strategy_portal.publishing.editing.pages import AdminPage
from strategy_portal.publishing.editing.publishable import PublishableAdmin
from strategy_portal.publishing.editing.refusal import in_words
from strategy_portal.publishing.editing.state_line import StateLine, VerbButton
from strategy_portal.publishing.pdf.engine import PdfError
from strategy_portal.publishing.pdf.response import pdf_response

logger = logging.getLogger(__name__)


class StatementWordings(Blocks):
    model = VisionStatementWording
    fields = ["statement", "title", "text", "plain_text", ("source", "is_example")]
    autocomplete_fields = ["statement"]
    classes = ["collapse"]


class FieldWordings(Blocks):
    model = ActionFieldWording
    fields = ["field", "title", "text", "plain_text", ("source", "is_example")]
    autocomplete_fields = ["field"]
    classes = ["collapse"]


class EditionSteps(Consultations):
    model = ConsultationStep


class FocusAreas(Blocks):
    model = FocusArea
    fields = ["position", "title", "text", ("source", "is_example")]
    classes = ["collapse"]


def pdf_page(edition_admin, request, pk: int):
    """Show the PDF as it would be published now, drafts included; kept by no cache."""
    edition = get_object_or_404(Edition, pk=pk)
    if not edition_admin.has_view_permission(request, edition):
        raise PermissionDenied
    try:
        content = edition_pdf_bytes(edition, today=timezone.localdate())
    except PdfError:
        logger.exception("No PDF of edition %s", edition.number)
        edition_admin.message_user(request, gettext("The PDF could not be made. Please try again."), messages.ERROR)
        return redirect(edition_admin.address_of("change", pk))
    return pdf_response(request, content, name=edition_file_name(edition))


def freeze_page(edition_admin, request):
    """Ask whether the editions named in the address are to be frozen, and freeze them."""
    rows = edition_admin.get_queryset(request).not_frozen().filter(pk__in=edition_admin.asked_about(request))
    if request.method != "POST":
        return edition_admin.asking_page(
            request,
            rows,
            title=gettext("Freeze the PDF"),
            text=gettext(
                "The PDF is made now and never changes again, whatever becomes of the roadmap. "
                "Readers find its checksum beside it. This cannot be undone, and takes some seconds."
            ),
            button=gettext("Freeze"),
        )
    editions = list(rows)
    for edition in editions:
        _freeze(edition_admin, request, edition)
    if len(editions) == 1:
        return redirect(edition_admin.address_of("change", editions[0].pk))
    return redirect(edition_admin.address_of("changelist"))


def _freeze(edition_admin, request, edition) -> None:
    try:
        freeze_edition(edition, today=timezone.localdate())
    except ValidationError as error:
        edition_admin.message_user(request, f"{edition}: {in_words(error, edition)}", messages.ERROR)
    except PdfError:
        logger.exception("No PDF of edition %s", edition.number)
        edition_admin.message_user(request, gettext("The PDF could not be made. Please try again."), messages.ERROR)
    else:
        edition_admin.log_change(request, edition, gettext("The PDF is frozen."))
        done = gettext("The PDF of “%(edition)s” is frozen.") % {"edition": edition}
        edition_admin.message_user(request, done, messages.SUCCESS)


@admin.register(Edition)
class EditionAdmin(PublishableAdmin):
    pages = [AdminPage("pdf", pdf_page, route="<int:pk>/pdf/"), AdminPage("freeze", freeze_page, "publish")]
    list_display = ["title", "number", "status", "as_of"]
    list_filter = ["status"]
    search_fields = ["title", "summary", "introduction"]
    counted_by = "number"
    fieldsets = [
        (None, {"fields": ["number", "title", "status", ("as_of", "as_of_precision")]}),
        (_("Texts"), {"fields": ["summary", "introduction"]}),
        (_("Resolution"), {"fields": ["resolution_text"], "classes": ["collapse"]}),
        SOURCE,
    ]
    inlines = [StatementWordings, FieldWordings, FocusAreas, EditionSteps]

    def state_line(self, request, row):
        line = super().state_line(request, row)
        if row and row.is_immutable:
            text = gettext(
                "The council has adopted this edition: its text never changes. A change needs a new edition."
            )
            frozen_at = FrozenEdition.objects.filter(edition=row).values_list("frozen_at", flat=True).first()
            if frozen_at:
                day = formats.date_format(timezone.localtime(frozen_at), "DATE_FORMAT")
                text += " " + gettext("Its PDF has been frozen since %(day)s.") % {"day": day}
            elif row.status == Edition.Status.ADOPTED:
                text += " " + gettext("Its PDF still shows the roadmap of today, until it is frozen.")
                freezing = self.link_to("freeze", row, _("Freeze the PDF …"))
                return StateLine(line.badge, text, (), (freezing,))
            return StateLine(line.badge, text)
        if row:
            adopting = VerbButton(
                "_adopt",
                _("Save and record adoption by the council"),
                adopt,
                _("“%(row)s” is adopted and holds from now on."),
                is_main=False,
            )
            return replace(line, verbs=(*line.verbs, adopting))
        return line

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Adopted and superseded are not chosen: the verb sets them."""
        if db_field.name == "status":
            kwargs["choices"] = [choice for choice in Edition.Status.choices if choice[0] not in Edition.IMMUTABLE]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_immutable)

    def reason_to_keep(self, row):
        if row.is_immutable:
            return gettext("It cannot be deleted either.")
        return super().reason_to_keep(row)


@admin.register(FrozenEdition)
class FrozenEditionAdmin(ContentAdmin):
    """What was adopted is looked at, never touched."""

    list_display = ["edition", "frozen_at", "sha256"]
    fields = ["edition", "frozen_at", "sha256"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

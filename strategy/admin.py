"""Editing the strategy: editions with their wordings, fields and statements, and how it all came about."""

import logging
from dataclasses import replace

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.editions import adopt
from strategy.models import (
    ActionField,
    ActionFieldWording,
    ConsultationStep,
    Edition,
    FocusArea,
    FrozenEdition,
    GlossaryTerm,
    Goal,
    Indicator,
    IndicatorValue,
    Partner,
    StrategyEvent,
    VisionStatement,
    VisionStatementWording,
)
from strategy.pdf import edition_pdf_bytes
from strategy.pdf_view import edition_file_name
from strategy_portal.publishing.admin.content import Blocks, ContentAdmin, Lines
from strategy_portal.publishing.admin.preview import Place
from strategy_portal.publishing.admin.standing import Standing, Verb
from strategy_portal.publishing.admin.verbs import PublishableAdmin
from strategy_portal.publishing.icons import ICONS
from strategy_portal.publishing.pdf import PdfError
from strategy_portal.publishing.pdf_response import pdf_response

logger = logging.getLogger(__name__)

SOURCE = (_("Source"), {"fields": ["source", "is_example"], "classes": ["collapse"]})


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


class Consultations(Blocks):
    """Steps of any way through the council."""

    fields = [
        ("position", "role"),
        "body",
        ("date", "date_precision"),
        ("paper_number", "url"),
        "result",
        ("yes", "no", "abstain"),
        ("source", "is_example"),
    ]
    classes = ["collapse"]


class EditionSteps(Consultations):
    model = ConsultationStep


class FocusAreas(Blocks):
    model = FocusArea
    fields = ["position", "title", "text", ("source", "is_example")]
    classes = ["collapse"]


@admin.register(Edition)
class EditionAdmin(PublishableAdmin):
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

    def standing(self, request, row):
        standing = super().standing(request, row)
        if row and row.is_immutable:
            text = gettext(
                "The council has adopted this edition: its text never changes. A change needs a new edition."
            )
            return Standing(standing.badge, text)
        if row:
            adopting = Verb(
                "_adopt",
                _("Save and record adoption by the council"),
                adopt,
                _("“%(row)s” is adopted and holds from now on."),
                is_main=False,
            )
            return replace(standing, verbs=(*standing.verbs, adopting))
        return standing

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

    def get_urls(self):
        name = "strategy_edition_pdf"
        return [path("<int:pk>/pdf/", self.admin_site.admin_view(self.pdf_preview), name=name), *super().get_urls()]

    def pdf_preview(self, request, pk: int):
        """Show the PDF as it would be published now, drafts included; kept by no cache."""
        edition = get_object_or_404(Edition, pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        try:
            content = edition_pdf_bytes(edition, today=timezone.localdate())
        except PdfError:
            logger.exception("No PDF of edition %s", edition.number)
            self.message_user(request, gettext("The PDF could not be made. Please try again."), messages.ERROR)
            return redirect(self.address_of("change", pk))
        return pdf_response(request, content, name=edition_file_name(edition))


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


class WordedAdmin(ContentAdmin):
    """Fields and statements: what stays the same in every edition. Their texts are wordings of an edition.

    They are public with the first edition that contains them: whoever may publish editions may change them then.
    """

    list_display = ["name", "number", "colour_sample", "is_shown"]
    search_fields = ["name", "wordings__title"]
    prepopulated_fields = {"slug": ["name"]}
    counted_by = "number"
    fieldsets = [
        (None, {"fields": ["number", "name", "slug"]}),
        (_("Appearance"), {"fields": ["icon", "colour"]}),
    ]

    def published_model(self):
        return Edition

    def is_public(self, row):
        return type(row).objects.public().filter(pk=row.pk).exists()

    def is_scheduled(self, row):
        return any(wording.edition.is_scheduled for wording in row.wordings.select_related("edition"))

    def reason_to_keep(self, row):
        return gettext("A published edition contains it.") if self.is_public(row) else ""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("wordings__edition")

    @admin.display(description=_("published"), boolean=True)
    def is_shown(self, row):
        return any(wording.edition.is_public for wording in row.wordings.all())

    @admin.display(description=_("colour"))
    def colour_sample(self, row):
        return row.colour or "-"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "icon":
            kwargs["widget"] = forms.Select(choices=[("", "---------"), *((name, name) for name in sorted(ICONS))])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ActionField)
class ActionFieldAdmin(WordedAdmin):
    pass


@admin.register(VisionStatement)
class VisionStatementAdmin(WordedAdmin):
    pass


def _on_page_of_strategy(anchor: str, section: str) -> Place:
    return Place(f"{reverse('strategy')}#{anchor}", f"{gettext('Strategy')} › {section}")


@admin.register(StrategyEvent)
class StrategyEventAdmin(PublishableAdmin):
    list_display = ["title", "position", "kind", "start"]
    list_filter = ["kind"]
    search_fields = ["title", "text", "place"]
    ordering = ["position"]
    counted_by = "position"
    fieldsets = [
        (None, {"fields": ["position", "kind", "title", "text"]}),
        (_("When and where"), {"fields": [("start", "start_precision"), ("end", "end_precision"), "place"]}),
        (_("Who took part"), {"fields": ["participants", "participants_note"]}),
        SOURCE,
    ]

    def place_of(self, row):
        return _on_page_of_strategy("history", gettext("How the strategy came about"))


@admin.register(Partner)
class PartnerAdmin(PublishableAdmin):
    list_display = ["name", "role", "position"]
    list_filter = ["role"]
    search_fields = ["name", "text"]
    fieldsets = [(None, {"fields": ["name", "role", "text", "url", "position"]}), SOURCE]

    def place_of(self, row):
        return _on_page_of_strategy("partners", gettext("Partners"))


class Indicators(Lines):
    model = Indicator
    fields = ["title", "unit", "target_value", "target_date"]
    show_change_link = True


@admin.register(Goal)
class GoalAdmin(PublishableAdmin):
    list_display = ["title", "field", "statement"]
    list_filter = ["field", "statement"]
    list_select_related = ["field", "statement"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["field", "statement"]
    fieldsets = [(None, {"fields": ["title", "text", "field", "statement"]}), SOURCE]
    inlines = [Indicators]

    def place_of(self, row):
        parent = row.field or row.statement
        return Place(f"{parent.get_absolute_url()}#goals", f"{parent} › {gettext('Goals and indicators')}")


class IndicatorValues(Lines):
    """Values are added, never changed; one that was typed wrongly is deleted."""

    model = IndicatorValue
    fields = ["as_of", "value", "source"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Indicator)
class IndicatorAdmin(ContentAdmin):
    published_with = "goal"
    list_display = ["title", "goal", "unit", "target_value", "target_date"]
    list_filter = ["goal"]
    list_select_related = ["goal"]
    search_fields = ["title", "goal__title"]
    autocomplete_fields = ["goal"]
    fields = ["goal", "title", "unit", ("target_value", "target_date")]
    inlines = [IndicatorValues]


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(PublishableAdmin):
    list_display = ["term", "explanation_start"]
    search_fields = ["term", "explanation"]
    fields = ["term", "explanation"]

    def place_of(self, row):
        return _on_page_of_strategy("glossary", gettext("Glossary"))

    @admin.display(description=_("explanation"))
    def explanation_start(self, row):
        return row.explanation if len(row.explanation) < 120 else f"{row.explanation[:119]}…"

"""What the spreadsheets of the strategy look like."""

from collections import defaultdict
from collections.abc import Callable
from operator import attrgetter

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy.models import ActionField, ActionFieldWording, Edition, Indicator, IndicatorValue
from strategy_portal.publishing.spreadsheets import SheetColumn, SpreadsheetResource
from strategy_portal.publishing.spreadsheets.columns.kinds import TextCell, said, words
from strategy_portal.publishing.spreadsheets.importing.beside import BesideColumn, BesideResource
from strategy_portal.publishing.spreadsheets.problem import possible, quoted


def _wording(field: ActionField) -> ActionFieldWording | None:
    return next(iter(getattr(field, "wordings_of_edition", ())), None)


class WordingColumn(BesideColumn):
    """A text of the newest edition."""

    def __init__(self, attribute: str, **options):
        super().__init__(attribute, of=ActionFieldWording, find=_wording, **options)


class EditionColumn(WordingColumn):
    """Says of which edition the texts are. A file with those of another one is refused before it overwrites any."""

    edition: Edition | None = None

    def take(self, instance, cell, *, is_new):
        newest = self.kind.text(self.edition or "")
        if said(cell) not in ("", newest):
            raise ValueError(
                gettext(
                    "The texts are not those of the newest edition, “%(edition)s”. Please remove them, or export the "
                    "list once more."
                )
                % {"edition": newest or "–"}
            )
        return None


class ActionFieldResource(BesideResource):
    """Fields with their texts in the newest edition: the one that is worked on, or the one that was adopted last.

    What the council has adopted never changes: then the texts are in the file to be read, and a cell that says
    something else is refused until the next edition is begun.
    """

    link = "field"
    edition = EditionColumn("edition", kind=TextCell(), readonly=True)
    title = WordingColumn("title")
    text = WordingColumn("text")
    plain_text = WordingColumn("plain_text")

    class Meta:
        model = ActionField
        fields = ("number", "name", "slug", "icon", "colour", "edition", "title", "text", "plain_text")
        import_id_fields = ("slug",)

    # Whether the texts may be those of an edition that is not public yet, and why they must not be changed.
    sees_drafts = True
    reason_not_to_word: Callable[[Edition], str] = staticmethod(lambda edition: "")

    @cached_property
    def newest(self) -> Edition | None:
        editions = Edition.objects.all() if self.sees_drafts else Edition.objects.public()
        return editions.order_by("-number").first()

    def get_queryset(self):
        wordings = ActionFieldWording.objects.filter(edition=self.newest).select_related("edition")
        fields = super().get_queryset().order_by("number")
        return fields.prefetch_related(Prefetch("wordings", wordings, to_attr="wordings_of_edition"))

    def run(self, table):
        self.fields["edition"].edition = self.newest
        self.lock(self._reason_to_lock())
        return (yield from super().run(table))

    def _reason_to_lock(self) -> str:
        if self.newest is None:
            return gettext("There is no edition yet that could contain this text.")
        if self.newest.is_immutable:
            return gettext(
                "The council has adopted this edition: its text never changes. A change needs a new edition."
            )
        return self.reason_not_to_word(self.newest)

    def complete(self, row):
        row.edition = self.newest


class MeasuredColumn(SheetColumn):
    """What is measured once and stays."""

    def take(self, instance, cell, *, is_new):
        change = super().take(instance, cell, is_new=is_new)
        if change and not is_new:
            raise ValueError(
                gettext("Values are added, never changed. The portal says: %(value)s. A wrong value is to be deleted.")
                % {"value": change.old or "–"}
            )
        return change


class NamedColumn(SheetColumn):
    """A part of the name of an indicator; which one is meant is only known when all parts are."""

    def __init__(self, attribute: str, path: str, *, heading):
        super().__init__(attribute, heading, kind=TextCell())
        self.path = path

    def get_value(self, instance):
        try:
            return attrgetter(self.path)(instance)
        except ObjectDoesNotExist:  # of a new value, which is of no indicator yet
            return None

    def empty(self, *, is_new):
        raise ValueError(gettext("This cell must not be empty."))

    def assign(self, instance, value):
        instance.names = {**instance.__dict__.get("names", {}), self.attribute: value}


class IndicatorValueResource(SpreadsheetResource):
    goal = NamedColumn("goal", "indicator.goal.title", heading=_("goal"))
    indicator = NamedColumn("indicator", "indicator.title", heading=_("indicator"))
    value = MeasuredColumn("value")
    source = MeasuredColumn("source")

    class Meta:
        model = IndicatorValue
        fields = ("goal", "indicator", "as_of", "value", "source")
        import_id_fields = ("goal", "indicator", "as_of")

    def get_queryset(self):
        values = super().get_queryset().select_related("indicator__goal")
        return values.order_by("indicator__goal__title", "indicator__title", "as_of")

    @cached_property
    def indicators(self) -> dict[tuple[str, str], list[Indicator]]:
        """The indicators by the titles of their goals and their own."""
        found = defaultdict(list)
        for indicator in Indicator.objects.select_related("goal"):
            found[words(indicator.goal.title), words(indicator.title)].append(indicator)
        return found

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        if self._is_new:
            instance.indicator = self._named(**instance.__dict__.pop("names"))

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = import_validation_errors
        # Why no indicator was found has been said.
        super().validate_instance(instance, {"indicator": [], **errors} if errors else {}, validate_unique)

    def _named(self, *, goal: str, indicator: str) -> Indicator:
        """Raises :class:`ValidationError` when there is no such indicator, or more than one."""
        found = self.indicators.get((words(goal), words(indicator)), [])
        if len(found) == 1:
            return found[0]
        if found:
            text = gettext("%(value)s is the name of several.") % {"value": quoted(indicator)}
            raise ValidationError({"indicator": text})
        all_found = [row for rows in self.indicators.values() for row in rows]
        of_goal = sorted({row.title for row in all_found if words(row.goal.title) == words(goal)})
        if of_goal:
            text = gettext("This goal has no indicator %(value)s.") % {"value": quoted(indicator)}
            raise ValidationError({"indicator": f"{text} {possible(of_goal)}"})
        text = gettext("There is no goal %(value)s with indicators.") % {"value": quoted(goal)}
        raise ValidationError({"goal": f"{text} {possible(sorted({row.goal.title for row in all_found}))}"})

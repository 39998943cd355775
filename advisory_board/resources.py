"""What the spreadsheets of the advisory board look like: its persons and memberships, its meetings and their agenda."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from advisory_board.erasure import is_erased
from advisory_board.models import AgendaItem, Body, Meeting, Membership, Person, Seat, Term, Vote
from strategy_portal.publishing.spreadsheets import EntryNumber, SheetColumn, SpreadsheetResource
from strategy_portal.publishing.spreadsheets.columns.kinds import words
from strategy_portal.publishing.spreadsheets.columns.relations import One
from strategy_portal.publishing.spreadsheets.columns.time_of_day import TimeOfDay
from strategy_portal.publishing.spreadsheets.importing.beside import BesideColumn, BesideResource


class PersonResource(SpreadsheetResource):
    """Names, addresses and biographies, but no consents: those are declarations of the persons themselves.

    An export gives every person's number. By it a file that is older than an erasure is recognised and refused, and so
    is one that is older than a deletion: a number finds a person and never makes one.
    """

    id = EntryNumber(_("No. of the person"))

    class Meta:
        model = Person
        fields = ("id", "name", "email", "biography")
        import_id_fields = ("name",)

    def after_init_instance(self, instance, new, row, **kwargs):
        super().after_init_instance(instance, new, row, **kwargs)
        self._is_erased = not new and is_erased(instance)

    def validate_instance(self, instance, *args, **kwargs):
        if self._is_erased:
            raise ValidationError(gettext("The data of this person have been erased and must not come back."))
        super().validate_instance(instance, *args, **kwargs)


class OnePerson(One):
    """By the name; those who share theirs with somebody get their number behind it."""

    def __init__(self):
        super().__init__(Person, by=("name", lambda person: _in_full(person)))

    def name(self, row):
        return _in_full(row) if len(self.names().get(words(row.name), {})) > 1 else super().name(row)


def _in_full(person: Person) -> str:
    return gettext("%(name)s (no. %(number)d)") % {"name": person.name, "number": person.pk}


class OnePlace(One):
    """A seat or a term, with the name of its board in front as soon as there are several boards."""

    def __init__(self, model: type[Model], *, short: Callable, to_body: str):
        body = attrgetter(to_body.replace("__", "."))
        self.in_full = lambda row: f"{body(row)}: {short(row)}"
        rows = model.objects.select_related(to_body)
        super().__init__(model, by=(short, self.in_full), rows=rows.all)

    @cached_property
    def are_several(self) -> bool:
        return Body.objects.count() > 1

    def name(self, row):
        return self.in_full(row) if self.are_several else super().name(row)


class MembershipResource(SpreadsheetResource):
    id = EntryNumber(_("No. of the membership"), within=("seat", "term"))
    term = SheetColumn("term", kind=OnePlace(Term, short=lambda term: term.number, to_body="body"))
    seat = SheetColumn("seat", kind=OnePlace(Seat, short=str, to_body="group__body"))
    person = SheetColumn("person", kind=OnePerson())

    class Meta:
        model = Membership
        fields = ("id", "term", "seat", "person", "organisation", "role", "start", "end")
        import_id_fields = ("term", "seat", "person")

    def get_queryset(self):
        memberships = super().get_queryset().select_related("seat__group__body", "term__body", "person")
        place = ("term__body__name", "term__number", "seat__group__position", "seat__number")
        return memberships.order_by(*place, F("start").asc(nulls_first=True))


class BodyColumn(SheetColumn):
    """Where there is only one board, nobody needs to say which."""

    @cached_property
    def only_one(self) -> Body | None:
        bodies = Body.objects.all()[:2]
        return bodies[0] if len(bodies) == 1 else None

    def empty(self, *, is_new):
        return self.only_one or super().empty(is_new=is_new)


class MeetingResource(SpreadsheetResource):
    """A new meeting is a draft, whatever the file says: it is published one by one, or chosen in the list."""

    body = BodyColumn("body", by=("name",))
    start_time = SheetColumn("start_time", kind=TimeOfDay())
    end_time = SheetColumn("end_time", kind=TimeOfDay())
    visibility = SheetColumn("visibility", readonly=True)

    class Meta:
        model = Meeting
        fields = (
            *("number", "body", "title", "date", "date_precision", "start_time", "end_time", "form", "place", "link"),
            *("is_open", "state", "summary", "source", "visibility"),
        )
        import_id_fields = ("number",)

    def get_queryset(self):
        return super().get_queryset().order_by("number")

    def after_init_instance(self, instance, new, row, **kwargs):
        super().after_init_instance(instance, new, row, **kwargs)
        if new:  # the file may lack the column
            instance.body = self.fields["body"].only_one


VoteColumn = partial(BesideColumn, of=Vote, find=lambda item: getattr(item, "vote", None))


class AgendaItemResource(BesideResource):
    """The items of all meetings, or of the one that the list is narrowed to, with their results and votes."""

    link = "agenda_item"
    meeting = SheetColumn("meeting", by=("number", "title"))
    impulse = SheetColumn("impulse", by=("topic",))
    yes = VoteColumn("yes")
    no = VoteColumn("no")
    abstain = VoteColumn("abstain")
    biased = VoteColumn("biased")

    class Meta:
        model = AgendaItem
        fields = (
            *("meeting", "number", "title", "is_public", "result"),
            *("yes", "no", "abstain", "biased", "text", "impulse"),
        )
        import_id_fields = ("meeting", "number")

    def get_queryset(self):
        return super().get_queryset().select_related("vote").order_by("meeting__number", "number")

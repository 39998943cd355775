"""Loading a city: the content of the three cities, and the messages for folders with mistakes."""

import datetime
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone, translation

from advisory_board.models import (
    AgendaItem,
    Body,
    CallForMembers,
    Meeting,
    Membership,
    Minutes,
    Person,
    Recommendation,
    Seat,
    SeatGroup,
    SelectionCriterion,
    Vote,
)
from roadmap.models import Horizon, Milestone, Priority, Project, ProjectUpdate, Schedule, Status
from strategy.models import (
    ActionField,
    ActionFieldWording,
    ConsultationStep,
    Edition,
    FocusArea,
    GlossaryTerm,
    Goal,
    IndicatorValue,
    Partner,
    StrategyEvent,
    VisionStatement,
    VisionStatementWording,
)
from strategy_portal.cities.loading import content_models, holds_content
from strategy_portal.publishing.lifecycle import content_revision
from strategy_portal.publishing.models import Municipality, Page
from tests import make, world

pytestmark = pytest.mark.django_db

MUNICIPALITY = '[municipality]\nname = "Musterstadt"\nofficial_name = "Stadt Musterstadt"\n'
PROJECT = '[[project]]\nnumber = 1\nslug = "glasfaser"\ntitle = "Glasfaser"\nbenefit = "Schneller."\n'
UPDATE = '[[project.update]]\ndate = "2026-01-15"\ntext = "Neu."\n'


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_city", *arguments, stdout=out)
    return out.getvalue()


def counts(*querysets) -> dict[str, int]:
    return {getattr(rows, "model", rows).__name__: getattr(rows, "objects", rows).count() for rows in querysets}


@pytest.mark.any_database
class Erkelenz(TestCase):
    """A TestCase, so that the city is loaded only once for all of its tests."""

    @classmethod
    def setUpTestData(cls):
        world.load("erkelenz")

    def test_counts(self):
        assert counts(
            *(Page, Edition, VisionStatement, VisionStatementWording, ActionField, ActionFieldWording),
            *(ConsultationStep, FocusArea, StrategyEvent, Partner, Goal, IndicatorValue, GlossaryTerm),
            *(Project, Milestone, ProjectUpdate, Body, SeatGroup, Seat, Membership, CallForMembers, SelectionCriterion),
            *(Meeting, AgendaItem, Vote, Minutes, Recommendation, Person),
        ) == {
            "Page": 4,
            "Edition": 2,
            "VisionStatement": 5,
            "VisionStatementWording": 10,
            "ActionField": 9,
            "ActionFieldWording": 18,
            "ConsultationStep": 5,
            "FocusArea": 0,
            "StrategyEvent": 13,
            "Partner": 2,
            "Goal": 2,
            "IndicatorValue": 6,
            "GlossaryTerm": 14,
            "Project": 28,
            "Milestone": 70,
            "ProjectUpdate": 94,
            "Body": 1,
            "SeatGroup": 3,
            "Seat": 11,
            "Membership": 33,
            "CallForMembers": 1,
            "SelectionCriterion": 4,
            "Meeting": 16,
            "AgendaItem": 49,
            "Vote": 11,
            "Minutes": 10,
            "Recommendation": 11,
            "Person": 0,
        }

    def test_every_model_but_those_of_later_work_has_rows(self):
        assert {model.__name__ for model in content_models() if not model.objects.exists()} == {
            "BoardDocument",
            "Consent",
            "FocusArea",
            "FormerAddress",
            "FrozenEdition",
            "MilestoneChange",
            "Person",
            "Reminder",
            "ReportingRound",
            "StoredPdf",
            "Upload",
        }

    def test_public_and_draft(self):
        assert counts(
            *(model.objects.public() for model in (Edition, StrategyEvent, Project, Meeting, Recommendation))
        ) == {"Edition": 1, "StrategyEvent": 12, "Project": 27, "Meeting": 15, "Recommendation": 10}
        assert sorted(ProjectUpdate.objects.exclude(state="published").values_list("state", flat=True)) == [
            "draft",
            "rejected",
            "submitted",
        ]
        assert AgendaItem.objects.filter(is_public=False, meeting__visibility="published").count() == 3

    def test_the_current_edition_is_the_adopted_one(self):
        edition = Edition.objects.current()

        assert (edition.number, edition.status, edition.as_of, edition.as_of_precision) == (
            1,
            "adopted",
            datetime.date(2022, 12, 1),
            "month",
        )

    def test_fields_stand_in_the_order_of_the_strategy(self):
        assert list(ActionField.objects.public().values_list("number", "name")) == [
            (1, "Dienstleistung"),
            (2, "Datenaustausch"),
            (3, "Infrastruktur"),
            (4, "Vernetzung"),
            (5, "Wirtschaft"),
            (6, "Bildung"),
            (7, "Mitwirkung"),
            (8, "Mobilität"),
            (9, "Kompetenzen"),
        ]

    def test_the_way_through_the_council_has_the_dates_that_are_known(self):
        assert [(step.body.split()[0], step.role, str(step.date)) for step in ConsultationStep.objects.all()] == [
            ("Verwaltungsvorstand", "hearing", "None"),
            ("Ausschuss", "hearing", "2022-06-07"),
            ("Ausschuss", "recommendation", "2022-12-06"),
            ("Haupt-", "preliminary", "None"),
            ("Rat", "decision", "None"),
        ]

    def test_the_board(self):
        body = Body.objects.public().get()
        call = CallForMembers.objects.public().get()
        first = Meeting.objects.get(number=1)

        assert (body.start, body.meeting_rhythm) == (datetime.date(2021, 5, 27), "vierteljährlich")
        assert list(SeatGroup.objects.values_list("name", "quota")) == [
            ("Bürgerschaft", 5),
            ("Wirtschaft", 5),
            ("Verwaltung", 1),
        ]
        assert (call.seats, call.applications) == (5, 67)
        assert (first.date, first.date_precision, first.form) == (datetime.date(2021, 12, 1), "month", "digital")
        assert not first.is_example
        assert all(meeting.is_example for meeting in Meeting.objects.exclude(number=1))
        assert all(recommendation.is_example for recommendation in Recommendation.objects.all())

    def test_everything_documented_has_a_source_or_is_an_example(self):
        for model in content_models():
            names = {field.name for field in model._meta.fields}
            if {"source", "is_example"} <= names:
                assert not model.objects.filter(source="", is_example=False).exists(), model

    def test_three_projects_are_documented_and_all_others_are_examples(self):
        assert set(Project.objects.filter(is_example=False).values_list("slug", flat=True)) == {
            "neugestaltung-internetangebot",
            "rueckmeldungen-online-dienste",
            "roadmap-veroeffentlichen",
        }

    def test_projects_show_every_state(self):
        projects = Project.objects.public()

        assert {project.status for project in projects} == set(Status.values)
        assert {project.priority for project in projects} == set(Priority.values)
        assert {project.schedule for project in projects} == {"", *Schedule.values}
        assert {project.horizon for project in projects} == {"", *Horizon.values}
        assert {project.participation for project in projects} == {"internal", "external"}
        assert {project.lead_field.name for project in projects} == set(
            ActionField.objects.values_list("name", flat=True)
        )
        assert {recommendation.state for recommendation in Recommendation.objects.public()} == set(
            Recommendation.State.values
        )

    def test_completed_projects_have_reached_every_milestone(self):
        completed = Project.objects.public().filter(status="completed").with_progress()

        assert len(completed) == 4
        for project in completed:
            assert (project.actual_end is not None, project.milestones_reached) == (True, project.milestones_total)

    def test_votes_never_count_more_members_than_were_there(self):
        for meeting in Meeting.objects.with_numbers():
            for vote in Vote.objects.filter(agenda_item__meeting=meeting):
                cast = vote.yes + vote.no + vote.abstain + vote.biased
                assert cast == meeting.present, f"{vote.agenda_item} in meeting {meeting.number}"

    def test_history_is_true(self):
        project = Project.objects.get(slug="umzug-online-melden")
        updates = list(project.updates.order_by("date"))

        assert [(update.date, timezone.localdate(update.published_at)) for update in updates] == [
            (update.date, update.date) for update in updates
        ]
        assert (project.status, project.confirmed_on) == ("completed", datetime.date(2026, 5, 12))
        assert timezone.localdate(project.published_at) == datetime.date(2023, 3, 14)
        assert list(Project.objects.get(slug="coworking-innenstadt").updates.values_list("status", flat=True)) == [
            "discontinued",
            "",
            "running",
            "planned",
        ]


@pytest.mark.any_database
def test_telgte():
    load("telgte")

    assert counts(VisionStatement, ConsultationStep, Body, Meeting, Project, ActionField, StrategyEvent, Partner) == {
        "VisionStatement": 0,
        "ConsultationStep": 0,
        "Body": 0,
        "Meeting": 0,
        "Project": 4,
        "ActionField": 7,
        "StrategyEvent": 3,
        "Partner": 1,
    }
    edition = Edition.objects.current()
    assert (edition.status, edition.as_of, edition.resolution_text) == ("draft", None, "")
    assert {(project.status, project.priority, project.is_example) for project in Project.objects.public()} == {
        ("idea", "none", False)
    }
    assert all("Wirkung" in project.priority_reason for project in Project.objects.public())
    assert set(StrategyEvent.objects.values_list("kind", "participants")) == {("workshop", 15), ("outlook", None)}


@pytest.mark.any_database
def test_rothenburg():
    load("rothenburg")

    assert counts(VisionStatement, ActionField, Body, Project, FocusArea, StrategyEvent, Partner) == {
        "VisionStatement": 0,
        "ActionField": 0,
        "Body": 0,
        "Project": 4,
        "FocusArea": 2,
        "StrategyEvent": 9,
        "Partner": 5,
    }
    edition = Edition.objects.current()
    assert (edition.status, edition.as_of) == ("final", None)
    assert set(StrategyEvent.METHODS) <= set(StrategyEvent.objects.values_list("kind", flat=True))
    assert {(project.status, project.schedule) for project in Project.objects.public()} == {("planned", "open")}


@pytest.mark.any_database
@pytest.mark.parametrize("city", ["erkelenz", "rothenburg", "telgte"])
def test_every_city_is_an_example_with_all_pages(city):
    world.load(city)

    assert Municipality.objects.get().is_example
    assert set(Page.objects.public().values_list("kind", flat=True)) == set(Page.Kind.values)
    assert "nicht** das offizielle Angebot" in Page.objects.get(kind="imprint").body


# --- one's own folder, and mistakes in it ----------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path):
    """Return a function that writes files of a city into a new folder, and provides ``municipality.toml`` itself."""
    (tmp_path / "municipality.toml").write_text(MUNICIPALITY, encoding="utf-8")

    def write_files(**contents: str):
        for name, content in contents.items():
            (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
        return str(tmp_path)

    return write_files


def test_a_folder_of_ones_own(write):
    folder = write(
        strategy=(
            '[[field]]\nnumber = 1\nslug = "netz"\nname = "Netz"\n'
            '[[edition]]\nnumber = 1\ntitle = "Strategie"\nas_of = "2025-Q3"\n'
            '[[field.wording]]\nedition = 1\ntitle = "Netz"\ntext = "Gut."\n'
        ),
        roadmap=(
            PROJECT
            + 'lead_field = "netz"\ndepends_on = ["kabel"]\nplanned_start = "2027"\nplanned_end = 2028-03-01\n'
            + UPDATE.replace('"2026-01-15"', "2026-01-15")
            + PROJECT.replace("glasfaser", "kabel").replace("number = 1", "number = 2")
        ),
    )

    load("--path", folder)

    project = Project.objects.public().get(slug="glasfaser")
    assert (str(project.planned_start), project.planned_start_precision) == ("2027-01-01", "year")
    assert (str(project.planned_end), project.planned_end_precision) == ("2028-03-01", "day")
    assert (project.lead_field.slug, project.confirmed_on) == ("netz", datetime.date(2026, 1, 15))
    assert [other.slug for other in project.depends_on.all()] == ["kabel"]
    assert Edition.objects.get().as_of_precision == "quarter"
    assert Project.objects.get(slug="kabel").updates.count() == 1


def test_a_byte_order_mark_is_no_mistake(write, tmp_path):
    folder = write()
    (tmp_path / "municipality.toml").write_text(MUNICIPALITY, encoding="utf-8-sig")

    load("--path", folder)

    assert Municipality.objects.get().name == "Musterstadt"


def test_children_inherit_the_source_and_the_mark_of_an_example(write):
    own = '[[project.update]]\ndate = "2026-02-01"\ntext = "Neu."\nsource = "Brief"\n'

    load("--path", write(roadmap=PROJECT + "is_example = true\n" + UPDATE + own))

    assert list(ProjectUpdate.objects.order_by("date").values_list("source", "is_example")) == [
        ("", True),
        ("Brief", False),
    ]


PLACE = 'roadmap.toml: project "glasfaser"'
MISTAKES = {
    "unknown key": (PROJECT + 'farbe = "rot"\n', f"{PLACE}, farbe: unknown entry; possible here: "),
    "state of a project": (PROJECT + 'status = "running"\n', f"{PLACE}, status: unknown entry; possible here: "),
    "unknown table": ("[[projekt]]\n", "roadmap.toml: projekt: unknown entry; possible here: department, project"),
    "no table": ("project = 3\n", "roadmap.toml: project: expected is a table, written as [[project]]"),
    "missing": (
        PROJECT.replace('title = "Glasfaser"\n', ""),
        f"{PLACE}, title: is missing; expected is text in quotes",
    ),
    "text as number": (
        PROJECT.replace("number = 1", 'number = "1"'),
        f'{PLACE}, number: "1" does not fit; expected is a whole number, without quotes',
    ),
    "number as text": (
        PROJECT + "description = 7\n",
        f"{PLACE}, description: 7 does not fit; expected is text in quotes",
    ),
    "truth value": (
        PROJECT + 'is_example = "ja"\n',
        f'{PLACE}, is_example: "ja" does not fit; expected is true or false, without quotes',
    ),
    "choice": (
        PROJECT + 'horizon = "bald"\n',
        f'{PLACE}, horizon: "bald" does not fit; expected is one of: short, medium, long',
    ),
    "date": (
        PROJECT + 'planned_end = "2025-13"\n',
        f'{PLACE}, planned_end: "2025-13" does not fit; expected is a date such as "2021-05-27", "2021-12", '
        '"2022-Q2" or "2023"',
    ),
    "date of an update": (
        PROJECT + UPDATE.replace("2026-01-15", "2026-01"),
        f'{PLACE}, update "2026-01", date: "2026-01" does not fit; expected is a date such as "2021-05-27"',
    ),
    "unknown reference": (
        PROJECT + 'lead_field = "bildung"\n',
        f'{PLACE}, lead_field: there is no field "bildung"; there are: –',
    ),
    "unknown reference in a list": (
        PROJECT + 'related = ["kabel"]\n',
        f'{PLACE}, related: there is no project "kabel"; there are: glasfaser',
    ),
    "list": (PROJECT + 'related = "kabel"\n', f'{PLACE}, related: "kabel" does not fit; expected is a list such as '),
    "duplicate": (PROJECT + PROJECT, f"{PLACE}, number: Project with this Number already exists."),
    "too long": (
        PROJECT.replace('title = "Glasfaser"', f'title = "{"x" * 121}"'),
        f"{PLACE}, title: Ensure this value has at most 120 characters (it has 121).",
    ),
    "constraint": (
        PROJECT + 'planned_start = "2026"\nplanned_end = "2025"\n',
        f"{PLACE}: The planned end is before the planned start.",
    ),
    "constraint of an update": (
        PROJECT + UPDATE + 'status = "paused"\n',
        f'{PLACE}, update "2026-01-15": Delayed, paused and discontinued need a public reason.',
    ),
    "its own successor": (
        PROJECT + 'superseded_by = "glasfaser"\n',
        f"{PLACE}: A project cannot supersede itself.",
    ),
    "address of a page": (
        PROJECT.replace("glasfaser", "zahlen"),
        'roadmap.toml: project "zahlen": The portal itself uses the addresses aenderungen, ausrichtung, einbetten ',
    ),
    "future": (
        PROJECT + UPDATE.replace("2026", "2999"),
        f'{PLACE}, update "2999-01-15": The date of the update is in the future.',
    ),
    "rejected without a reason": (
        PROJECT + UPDATE + 'state = "rejected"\n',
        f'{PLACE}, update "2026-01-15": A rejected update needs a reason.',
    ),
    "NUL": (
        PROJECT.replace("Schneller.", "\\u0000"),
        f'{PLACE}, benefit: "\0" does not fit; expected is text in quotes',
    ),
    "syntax": (
        PROJECT + "title\n",
        "roadmap.toml: cannot be read: Expected '=' after a key in a key/value pair (at line 6, ",
    ),
    "key twice": (PROJECT + 'slug = "zwei"\n', "roadmap.toml: cannot be read: Cannot overwrite a value (at line 6, "),
    "nested too deep": ("x = " + "[" * 5000, "roadmap.toml: cannot be read: "),
}


@pytest.mark.parametrize(("content", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_names_file_object_and_field_and_nothing_is_loaded(write, content, message):
    before = content_revision()

    with translation.override("en"), pytest.raises(CommandError) as caught:
        load("--path", write(roadmap=content))

    first, second, *_others = str(caught.value).split("\n")
    assert first == "Nothing was loaded:"
    assert second.startswith(message)
    assert (holds_content(), content_revision()) == (False, before)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("stratgy", b"", "stratgy.toml: unknown file; a city's folder holds: municipality.toml, strategy.toml, "),
        ("municipality", b"", "municipality.toml: municipality: is missing; a city needs this table"),
        ("strategy", b'x = "\xe4"', "strategy.toml: cannot be read: 'utf-8' codec can't decode byte 0xe4"),
    ],
)
def test_a_mistake_in_a_file_names_the_file(write, tmp_path, name, content, message):
    folder = write()
    (tmp_path / f"{name}.toml").write_bytes(content)

    with translation.override("en"), pytest.raises(CommandError) as caught:
        load("--path", folder)

    assert str(caught.value).split("\n")[1].startswith(message)
    assert not holds_content()


def test_a_folder_without_a_city(tmp_path):
    with translation.override("en"), pytest.raises(CommandError, match=r"municipality.toml: the file is missing"):
        load("--path", str(tmp_path))


def test_all_mistakes_that_can_be_seen_are_named_at_once(write):
    wrong = PROJECT.replace('title = "Glasfaser"\n', "") + 'horizon = "bald"\n'

    with pytest.raises(CommandError) as caught:
        load("--path", write(roadmap=wrong, strategy="[[edition]]\n"))

    assert [line.split(": ")[1] for line in str(caught.value).split("\n")[1:]] == [
        "edition 1, number",
        "edition 1, title",
        'project "glasfaser", horizon',
        'project "glasfaser", title',
    ]


# --- what is there already -------------------------------------------------------------------------------------------


def test_content_is_not_loaded_over(write):
    make.municipality(name="Erkelenz")

    with translation.override("en"), pytest.raises(CommandError, match="holds content already"):
        load("--path", write())

    assert Municipality.objects.get().name == "Erkelenz"


def test_if_empty_keeps_what_was_edited(write):
    folder = write(roadmap=PROJECT)
    load("--path", folder, "--if-empty")
    Project.objects.update(title="Von Hand geändert")
    before = content_revision()

    load("--path", folder, "--if-empty")

    assert (Project.objects.get().title, content_revision()) == ("Von Hand geändert", before)


def test_replace_deletes_the_content_and_keeps_users(write):
    make.update(project=make.project(title="Alt"), author=make.user(username="alice"))
    make.recommendation()
    before = content_revision()

    load("--path", write(roadmap=PROJECT), "--replace")

    assert [project.title for project in Project.objects.all()] == ["Glasfaser"]
    assert not Recommendation.objects.exists()
    assert get_user_model().objects.filter(username="alice").exists()
    assert content_revision() > before


def test_replace_with_a_mistake_keeps_the_old_content(write):
    make.project(title="Alt")

    with pytest.raises(CommandError):
        load("--path", write(roadmap=PROJECT + PROJECT), "--replace")

    assert [project.title for project in Project.objects.all()] == ["Alt"]


@pytest.mark.parametrize("city", ["atlantis", "", ".", "../fixtures/telgte"])
def test_an_unknown_city_names_those_that_there_are(city):
    with translation.override("en"), pytest.raises(CommandError) as caught:
        load(city)

    assert str(caught.value) == f'There is no city "{city}"; there are: erkelenz, rothenburg, telgte.'


def test_a_folder_that_is_not_there(tmp_path):
    with translation.override("en"), pytest.raises(CommandError, match="There is no folder"):
        load("--path", str(tmp_path / "nothing"))

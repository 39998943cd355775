"""Nothing internal leaks (docs/domain.md, rule 7).

A secret word is put into everything internal, then every public page, feed, file and PDF is searched for it.
"""

import datetime

import pytest

from roadmap.models import ProjectUpdate
from roadmap.paper.pdf import profile_html
from strategy.pdf import edition_html
from strategy_portal.publishing.models import Page
from strategy_portal.publishing.search import index
from tests import make, world
from tests.harness.remembered import remembered
from tests.portal.addresses.test_pages import PAGES, TECHNICAL
from tests.portal.addresses.twins import Twins, publishable

WORD = "kanarienvogel"
QUERIES = [
    f"/suche/?q={WORD}",
    f"/suche/?q={WORD}&art=projekte",
    f"/suche/vorschlaege/?q={WORD}",
    "/roadmap/project-1/einbetten/",
    "/roadmap/einbetten/",
    f"/roadmap/einbetten/?q={WORD}",
    f"/roadmap/?q={WORD}",
    "/roadmap/?feld=geheim",
    "/roadmap/?these=geheim",
    "/roadmap/?status=idea",
    "/roadmap/?seite=1",
    "/roadmap/?ansicht=zeitstrahl",
    "/roadmap/?ansicht=tafel",
    "/roadmap/aenderungen/?von=2000-01-01&feld=geheim",
    "/roadmap/aenderungen/?von=2000-01-01&projekt=geheim",
    "/roadmap/aenderungen/?von=2000-01-01&projekt=project-1",
    "/roadmap/aenderungen.csv?von=2000-01-01",
    "/handlungsfelder/field-1/aktuelles.atom",
    "/roadmap/project-1/aktuelles.atom",
    "/roadmap/zahlen/status.csv",
    "/roadmap/zahlen/fortschritt.csv",
    "/roadmap/zahlen/prioritaeten.csv",
    "/roadmap/?ansicht=matrix",
]
HIDDEN = [
    "/roadmap/geheim/",
    "/roadmap/geheim/einbetten/",
    "/roadmap/geheim/steckbrief.pdf",
    "/roadmap/wartend/",
    "/roadmap/faellig/",
    "/roadmap/frueher/",
    "/roadmap/frueher/einbetten/",
    "/roadmap/frueher/steckbrief.pdf",
    "/roadmap/frueher/aktuelles.atom",
    "/vision/geheim/",
    "/handlungsfelder/geheim/",
    "/handlungsfelder/geheim/aktuelles.atom",
    "/roadmap/geheim/aktuelles.atom",
    "/fassungen/77/",
    "/fassungen/77/digitalstrategie.pdf",
    "/digitalbeirat/sitzungen/77/",
]


def hide_canaries() -> None:
    """Put the word into everything internal that a public row could reach."""
    secret = {"published": False}
    # The planned time of one draft is to come; that of the other has passed, but nothing has published it yet.
    waiting = {**secret, "publish_at": make.noon(world.FUTURE)}
    due = {**secret, "publish_at": make.noon(make.DAY)}
    edition, project, body, meeting = (
        world.Edition.objects.get(number=1),
        world.Project.objects.get(number=1),
        world.Body.objects.get(),
        world.Meeting.objects.get(number=1),
    )
    draft_edition = make.edition(number=77, title=WORD, summary=WORD, introduction=WORD, status="draft", **waiting)
    hidden_field = make.field(edition=draft_edition, name=WORD, slug="geheim", title=WORD, text=WORD)
    hidden_statement = make.statement(edition=draft_edition, name=WORD, slug="geheim", title=WORD, text=WORD)
    make.field_wording(edition=draft_edition, field=world.ActionField.objects.get(number=1), title=WORD, text=WORD)
    make.consultation_step(edition=draft_edition, body=WORD)
    make.focus_area(edition=draft_edition, title=WORD, text=WORD)
    make.strategy_event(title=WORD, text=WORD, **secret)
    make.strategy_event(title=WORD, text=WORD, **waiting)
    make.partner(name=f"{WORD} 2", text=WORD, **due)
    make.glossary_term(term=f"{WORD} 2", explanation=WORD, **due)
    hidden_partner = make.partner(name=WORD, text=WORD, **secret)
    make.glossary_term(term=WORD, explanation=WORD, **secret)
    make.goal(field=project.lead_field, title=WORD, text=WORD, **secret)

    hidden_project = make.project(
        slug="geheim",
        title=WORD,
        benefit=WORD,
        description=WORD,
        lead_field=project.lead_field,
        status="running",
        **secret,
    )
    # Earlier than all other open milestones.
    make.milestone(project=hidden_project, title=WORD, due=world.FUTURE - datetime.timedelta(1))
    for slug, schedule in (("wartend", waiting), ("faellig", due)):
        scheduled = make.project(slug=slug, title=WORD, benefit=WORD, lead_field=project.lead_field, **schedule)
        project.related.add(scheduled)
    make.former_address(slug="frueher", project=hidden_project)
    for relation in (project.related, project.depends_on, project.required_by):
        relation.add(hidden_project)
    project.supersedes.add(hidden_project)
    project.superseded_by = hidden_project
    project.save()
    project.further_fields.add(hidden_field)
    project.statements.add(hidden_statement)
    project.partners.add(hidden_partner)
    make.project(number=901, slug="led", title="Led by a hidden field", lead_field=hidden_field)
    for state in ("draft", "submitted", "rejected"):
        make.update(project=project, state=state, text=WORD, state_reason=WORD, priority_reason=WORD)
    make.update(project=project, state="rejected", rejection_reason=WORD)
    author = make.user(username=WORD)
    ProjectUpdate.objects.filter(project=project).update(author=author)
    make.update(project=hidden_project, text=WORD, status="running")

    hidden_meeting = make.meeting(body=body, number=77, title=WORD, summary=WORD, place=WORD, date=world.FUTURE, **due)
    hidden_item = make.agenda_item(meeting=hidden_meeting, title=WORD, text=WORD)
    internal_item = make.agenda_item(meeting=meeting, number=99, title=WORD, text=WORD, is_public=False)
    make.vote(agenda_item=internal_item, yes=8642)
    make.impulse(topic=WORD, guest=WORD, **secret)
    item = meeting.agenda_items.get(number=1)
    item.impulse = make.impulse(topic=WORD, guest=WORD, text=WORD, result=WORD, **secret)
    item.save()
    other = make.meeting(body=body, number=78, state="held", date=world.PAST)
    make.agenda_item(meeting=other, text=WORD)
    make.minutes(meeting=other, text=WORD, state="approved")
    make.meeting(body=body, number=79, link=f"https://{WORD}.example.org/", date=world.FUTURE)
    make.board_document(body=body, title=WORD, url=f"https://example.org/{WORD}", **secret)
    make.board_document(meeting=meeting, title=WORD, **secret)
    make.recommendation(body=body, title=WORD, text=WORD, projects=[project], agenda_item=item, **secret)
    make.recommendation(
        body=body,
        title="Public, from an internal item",
        agenda_item=hidden_item,
        projects=[hidden_project, project],
        fields=[hidden_field],
        statements=[hidden_statement],
        resulting_project=hidden_project,
    )
    make.recommendation(
        body=body, title="Public, from a non-public item", agenda_item=internal_item, projects=[project]
    )
    make.call_for_members(body=body, group=body.seat_groups.get(), text=WORD, **secret)
    hidden_body = make.body(name=WORD, purpose=WORD, **secret)
    make.meeting(body=hidden_body, number=76, title=WORD, date=world.FUTURE)
    seat = make.seat(group=body.seat_groups.get(), number=50)
    anonymous = make.person(name=WORD, email=f"{WORD}@example.org", biography=WORD)
    member = make.membership(seat=seat, term=body.terms.get(), person=anonymous)
    make.attendance(meeting=meeting, membership=member)
    make.consent(person=anonymous, given_on=world.PAST, withdrawn_on=world.PAST)
    make.consent(person=anonymous, scope="biography", given_on=world.PAST)
    former = make.person(name=WORD)
    make.consent(person=former, given_on=world.PAST)
    make.membership(
        seat=make.seat(group=body.seat_groups.get(), number=51), term=body.terms.get(), person=former, end=world.PAST
    )
    make.edition(number=78, title=WORD, published=False, status="consultation")
    assert edition.is_public


@pytest.fixture
def canaries(db):
    city_with_canaries()


@remembered
def city_with_canaries() -> None:
    world.city()
    Page.objects.filter(kind=Page.Kind.PRIVACY).delete()
    make.page(kind=Page.Kind.PRIVACY, title=WORD, body=WORD, published=False)
    hide_canaries()
    Twins(WORD).of_all()


@pytest.mark.any_database
class TestCanary:
    @pytest.mark.parametrize("address", [*(page for page in PAGES if page != "/datenschutz/"), *QUERIES, *TECHNICAL])
    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
    def test_public_addresses(self, client, canaries, address, headers):
        response = client.get(address, headers=headers)

        text = response.content.decode()
        for asked in (f'value="{WORD}"', f"q={WORD}", f"„{WORD}“"):  # the reader's own input
            text = text.replace(asked, "")
        assert response.status_code == 200
        assert WORD not in text.lower()
        assert "8642" not in text

    @pytest.mark.parametrize("address", [*HIDDEN, "/datenschutz/"])
    def test_hidden_addresses_do_not_exist(self, client, canaries, address):
        response = client.get(address)

        assert response.status_code == 404
        assert WORD not in response.content.decode().lower()

    def test_the_sitemap_names_no_hidden_address(self, client, canaries):
        sitemap = client.get("/sitemap.xml").text

        assert "/digitalbeirat/sitzungen/1/</loc>" in sitemap
        assert [address for address in HIDDEN if f"{address}</loc>" in sitemap] == []

    def test_pdf(self, canaries):
        html = edition_html(world.Edition.objects.get(number=1), today=world.FUTURE)

        assert "Strategy" in html
        assert WORD not in html.lower()

    def test_pdf_of_a_project(self, canaries):
        html = profile_html(world.Project.objects.get(number=1))

        assert "Project 1" in html
        assert WORD not in html.lower()
        assert "8642" not in html

    @pytest.mark.django_db
    def test_everything_that_can_be_published_has_a_hidden_twin(self):
        """A new model is included automatically, once ``world.city`` has a public row of it."""
        world.city()

        made = Twins(WORD).of_all().made

        assert [model.__name__ for model in publishable() if model not in made] == ["Page"]
        found = {model for kind in index.kinds() for model in kind.reads}
        # Whether these are public is decided in other ways; they are hidden by hand above.
        assert sorted(model.__name__ for model in found - made.keys()) == [
            "ActionField",
            "Department",
            "Page",
            "VisionStatement",
        ]

    def test_the_word_would_be_found(self, client, canaries):
        """The check can fail: public texts of the same rows are found."""
        world.Project.objects.filter(number=1).update(benefit=WORD)

        assert WORD in client.get("/roadmap/").content.decode()

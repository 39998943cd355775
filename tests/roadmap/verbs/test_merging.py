"""Merging projects, and redirects from their former addresses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from roadmap.models import FormerAddress, Project
from roadmap.verbs.merging import gains, merge_projects, merged_into, undo_merge
from roadmap.verbs.updates import publish_project
from strategy_portal.publishing.lifecycle import content_revision, withdraw
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make.user(username="alice")


@pytest.fixture
def a():
    return make.project(slug="a", title="A")


@pytest.fixture
def b():
    return make.project(slug="b", title="B")


def leading() -> dict[str, str]:
    return dict(FormerAddress.objects.values_list("slug", "project__slug"))


class TestMerge:
    def test_it_is_withdrawn_and_names_its_successor(self, alice, a, b):
        before = content_revision()

        merge_projects(a, into=b, by=alice)

        a.refresh_from_db()
        assert (a.is_public, a.superseded_by, merged_into(a)) == (False, b, b)
        assert a.updates.count() == 1
        assert leading() == {"a": "b"}
        assert content_revision() > before

    def test_readers_of_the_other_are_told(self, alice, a, b):
        merge_projects(a, into=b, by=alice)

        update = b.updates.public().first()
        assert (update.text, update.author) == ("Mit dem Projekt „A“ zusammengeführt.", alice)

    def test_what_the_other_lacks_is_handed_over(self, alice):
        lead, shared, further = make.field(), make.field(), make.field()
        unit, second = make.department(), make.department()
        partner, statement, friend, need = make.partner(), make.statement(), make.project(), make.project()
        b = make.project(slug="b", further_fields=[shared], lead_department=second)
        a = make.project(
            lead_field=lead,
            further_fields=[shared, further],
            lead_department=unit,
            participating_departments=[second],
            partners=[partner],
            statements=[statement],
            related=[friend, b],
            depends_on=[need, b],
        )
        dependent = make.project(depends_on=[a])
        for title, reached_on in (("Done", make.DAY), ("Open", None), ("Both", None)):
            make.milestone(project=a, title=title, reached_on=reached_on, due=make.DAY)
        make.milestone(project=b, title="Both")
        for url in ("https://example.org/a", "https://example.org/both"):
            make.project_link(project=a, url=url)
        make.project_link(project=b, url="https://example.org/both")

        merge_projects(a, into=b, by=alice)

        b.refresh_from_db()
        assert (b.lead_field, b.lead_department) == (lead, second)
        assert set(b.further_fields.all()) == {shared, further}
        assert list(b.participating_departments.all()) == [unit]
        assert (list(b.partners.all()), list(b.statements.all())) == ([partner], [statement])
        assert set(b.related.all()) == {friend, a}  # relations that both had stay
        assert (list(b.depends_on.all()), list(b.required_by.exclude(pk=a.pk))) == ([need], [dependent])
        assert sorted(b.milestones.values_list("title", "reached_on")) == [("Both", None), ("Open", None)]
        assert sorted(b.links.values_list("url", flat=True)) == ["https://example.org/a", "https://example.org/both"]
        assert a.milestones.count() == 3

    def test_what_the_board_says_about_it_is_about_the_other_too(self, alice, a, b):
        recommendation = make.recommendation(projects=[a], resulting_project=a)

        merge_projects(a, into=b, by=alice)

        recommendation.refresh_from_db()
        assert (set(recommendation.projects.all()), recommendation.resulting_project) == ({a, b}, b)

    def test_chains_collapse(self, alice, a, b):
        make.former_address(slug="older", project=a)
        c = make.project(slug="c")

        merge_projects(a, into=b, by=alice)
        merge_projects(b, into=c, by=alice)

        assert leading() == {"older": "c", "a": "c", "b": "c"}

    def test_there_are_no_loops(self, alice, a, b):
        b.superseded_by = a
        b.save()
        merge_projects(a, into=b, by=alice)
        undo_merge(a, by=alice)

        merge_projects(b, into=a, by=alice)

        a.refresh_from_db()
        b.refresh_from_db()
        assert (a.superseded_by, b.superseded_by) == (None, a)
        assert leading() == {"b": "a"}

    def test_what_it_had_superseded_names_the_other(self, alice, a, b):
        old = make.project(superseded_by=a)

        merge_projects(a, into=b, by=alice)

        old.refresh_from_db()
        assert old.superseded_by == b

    def test_reasons_against_it(self, alice, a, b):
        draft = make.project(title="Draft", published=False)
        for project, into in ((a, a), (draft, b), (a, draft)):
            with pytest.raises(ValidationError):
                merge_projects(project, into=into, by=alice)
        make.update(project=a, state="submitted")
        with pytest.raises(ValidationError, match="“A” has updates|Statusmeldungen"):
            merge_projects(a, into=b, by=alice)

        assert leading() == {}
        assert set(Project.objects.public()) == {a, b}

    def test_gains_names_nothing_that_is_there(self, a, b):
        assert gains(a, b) == {}


class TestUndo:
    def test_it_is_public_again(self, alice, a, b):
        merge_projects(a, into=b, by=alice)

        undo_merge(a, by=alice)

        a.refresh_from_db()
        assert (a.is_public, a.superseded_by) == (True, None)
        assert leading() == {}
        assert b.updates.public().first().text == "Das Projekt „A“ wird wieder eigenständig geführt."

    def test_addresses_that_came_with_it_go_with_it(self, alice, a, b):
        c = make.project(slug="c")
        merge_projects(a, into=b, by=alice)
        merge_projects(b, into=c, by=alice)

        undo_merge(b, by=alice)

        assert leading() == {"a": "b"}

    def test_only_what_was_merged(self, alice, a):
        with pytest.raises(ValidationError):
            undo_merge(a, by=alice)

    def test_without_it_the_address_is_not_public_twice(self, alice, a, b):
        merge_projects(a, into=b, by=alice)

        with pytest.raises(ValidationError, match="„a“ führt zum Projekt „B“"):
            publish_project(a)


def test_the_address_of_what_was_withdrawn_stays(a):
    withdraw(a)
    a.slug = "other"

    with pytest.raises(ValidationError, match="ändert sich nicht mehr"):
        a.full_clean()


class TestFormerAddress:
    def test_none_of_a_public_project(self, a, b):
        with pytest.raises(ValidationError, match="heute die Webadresse von „A“"):
            FormerAddress(slug="a", project=b).full_clean()

    def test_none_of_the_portal(self, b):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormerAddress.objects.create(slug="zahlen", project=b)


@pytest.mark.parametrize("page", ["", "einbetten/", "aktuelles.atom", "steckbrief.pdf"])
class TestReaders:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("/roadmap/a/{}", "/roadmap/b/{}"),
            ("/en/roadmap/a/{}?x=1&y=%C3%A4", "/en/roadmap/b/{}?x=1&y=%C3%A4"),
        ],
    )
    def test_they_are_led_on(self, client, page, asked, found):
        make.former_address(slug="a", project=make.project(slug="b"))

        for ask in (client.get, client.head):
            response = ask(asked.format(page))
            assert (response.status_code, response["Location"]) == (301, found.format(page))
        assert client.post(asked.format(page)).status_code == 405

    def test_never_to_a_draft(self, client, page):
        project = make.project(slug="b", published=False)
        make.former_address(slug="a", project=project)

        assert client.get(f"/roadmap/a/{page}").status_code == 404


def test_a_public_project_comes_first(client):
    make.project(slug="a")
    make.former_address(slug="a", project=make.project(slug="b"))

    assert client.get("/roadmap/a/").status_code == 200


def test_no_surface_names_the_old_address(client, alice, a, b):
    make.municipality()
    merge_projects(a, into=b, by=alice)

    for page in ("/sitemap.xml", "/suche/?q=A", "/roadmap/", "/roadmap/b/", "/aktuelles.atom"):
        answer = client.get(page).content.decode()
        assert "/roadmap/b/" in answer or "suche" in page
        assert "/roadmap/a/" not in answer
    withdraw(b)
    assert client.get("/roadmap/a/").status_code == 404

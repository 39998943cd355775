"""The history of an entry in the admin: who changed what, restoring an old version, and restoring deleted entries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.models import Milestone, Project
from strategy.models import GlossaryTerm, Partner
from strategy_portal.publishing.lifecycle import content_revision, publish
from strategy_portal.publishing.text.difference import pieces
from tests import make
from tests.admin.forms import ROOT, act, address, messages, seen, send


def told(response) -> list[tuple]:
    """Return the content of the history page: for each change its row, its kind, and old and new value by field."""
    return [
        (
            version.title,
            version.record.history_type,
            [(change.label, change.old, change.new, change.removed, change.added) for change in version.changes],
        )
        for version in response.context["versions"]
    ]


def history(client, row):
    response = client.get(address(row, "history"))
    assert response.status_code == 200
    return response


def restore_page(row, record) -> str:
    return f"{address(row, 'history')}{record.history_id}/"


def revive_page(record) -> str:
    return f"{address(record.instance_type, 'changelist')}deleted/{record.history_id}/"


def press(client, page: str):
    """Open the confirmation page and confirm."""
    return client.post(page, seen(client, page), follow=True)


def client_with(*permissions: str) -> Client:
    return make.client(make.staff_user(permissions=permissions))


# What changed --------------------------------------------------------------------------------------------------------


def test_what_changed_in_words(alice):
    project = make.project(title="Radwege", published=False, planned_start="2026-03-01")
    partner = make.partner(name="Stadtwerke")
    unit = make.department(name="Tiefbauamt")

    changes = {"horizon": "short", "partners": [partner.pk], "lead_department": unit.pk}
    send(alice, project, title="Radwege <b>Nord</b>", planned_start_precision="quarter", **changes)

    response = history(alice, project)
    newest, *_others = response.context["versions"]
    assert newest.record.history_user.username == "alice"
    lines = {line for _title, kind, found in told(response) if kind == "~" for line in map(repr, found)}
    assert {
        repr(("Title", "Radwege", "Radwege <b>Nord</b>", [], [])),
        repr(("Planned start", "March 1, 2026", "Q1 2026", [], [])),
        repr(("Partners", "", "", [], ["Stadtwerke"])),
        repr(("Horizon", "", str(Project.history.first().get_horizon_display()), [], [])),
    } < lines
    assert any("Tiefbauamt" in line for line in lines)
    assert "Radwege &lt;b&gt;Nord&lt;/b&gt;" in response.text
    assert "<b>Nord" not in response.text


def test_rows_of_the_project_are_told_in_the_order_of_time(alice):
    project = make.project(title="Radwege")
    form = {"title": "Spatenstich", "due": "2027-05-01", "due_precision": "day"}
    send(
        alice,
        project,
        **{f"milestones-0-{name}": text for name, text in form.items()},
        **{"milestones-TOTAL_FORMS": "1"},
    )
    milestone = Milestone.objects.get()
    form = {"milestones-0-title": "Baubeginn"}
    send(alice, project, **form)
    form = {"milestones-0-DELETE": "on"}
    send(alice, project, **form)

    found = [(title, kind, lines) for title, kind, lines in told(history(alice, project)) if "Milestone" in title]

    assert [(title, kind) for title, kind, _lines in found] == [
        ("Milestone: Baubeginn", "-"),
        ("Milestone: Baubeginn", "~"),
        ("Milestone: Spatenstich", "+"),
    ]
    assert found[1][2] == [("Result", "Spatenstich", "Baubeginn", [], [])]
    assert not Milestone.objects.filter(pk=milestone.pk).exists()


def test_a_command_is_the_system_and_reasons_are_told(alice):
    term = make.glossary_term(term="Breitband")
    term.term, term._change_reason = "Glasfaser", "Liste des Tiefbauamts"
    term.save()

    page = history(alice, term).text

    assert "changed by the system. Reason: Liste des Tiefbauamts" in " ".join(page.split())


def test_a_browser_that_ends_lines_in_its_own_way_changes_nothing(alice):
    term = make.glossary_term(term="Cable", explanation="One.\nTwo.")

    send(alice, term, term="Fibre", explanation="One.\r\nTwo.")

    assert told(history(alice, term))[0] == ("", "~", [("Term", "Cable", "Fibre", [], [])])


def test_long_texts_are_compared_word_by_word():
    same = "immer gleich " * 40
    found = [(piece.kind, piece.text) for piece in pieces(f"{same}alt und gut", f"{same}neu und gut")]

    assert found[1:] == [("removed", " alt"), ("added", " neu"), ("same", " und gut")]
    assert found[0][0] == "same"
    assert found[0][1].startswith(" … ")
    assert len(found[0][1]) < 100


@pytest.mark.parametrize("text", ["a " * 60_000, "a\n" * 60_000, "x" * 100_000])
def test_huge_texts_are_compared_at_once(text):
    found = pieces(text, text + "Ende")

    assert "".join(piece.text for piece in found if piece.kind == "added").endswith("Ende")


def changed_often(count: int) -> Project:
    project = make.project()
    for number in range(count):
        milestone = make.milestone(project=project, title=f"Schritt {number}")
        project.partners.add(make.partner())
        project.lead_department = make.department()
        project.title = f"Titel {number}"
        project.save()
        if number % 2:
            milestone.delete()
    return project


def test_the_queries_do_not_grow_with_the_versions(alice):
    counts = []
    for count in (2, 12):
        project = changed_often(count)
        with CaptureQueriesContext(connection) as captured:
            history(alice, project)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_pages_of_fifty(alice):
    term = make.glossary_term(term="Wort 0")
    for number in range(1, 60):
        term.term = f"Wort {number}"
        term.save()

    first, second = (alice.get(f"{address(term, 'history')}?p={page}").context["versions"] for page in (1, 2))

    assert (len(first), len(second)) == (50, 10)
    # The last entry of a page is compared with the version on the next page.
    assert [(change.old, change.new) for change in first[-1].changes] == [("Wort 9", "Wort 10")]
    assert alice.get(f"{address(term, 'history')}?p=x").status_code == 200


def test_who_may_only_look_sees_what_was_public(alice):
    term = make.glossary_term(published=False, term="Geheimwort")
    publish(term)
    send(alice, term, term="Klartext")
    bob = client_with("strategy.view_glossaryterm")

    page = history(bob, term)

    assert [lines for _title, _kind, lines in told(page)][0] == [("Term", "Geheimwort", "Klartext", [], [])]
    assert "Restore this version" not in page.text
    assert len(page.context["versions"]) == 2
    assert len(history(alice, term).context["versions"]) == 3


# Restoring an old version --------------------------------------------------------------------------------------------


def test_an_old_version_comes_back(alice):
    term = make.glossary_term(term="Breitband", explanation="Schnelles Netz.")
    old = GlossaryTerm.history.first()
    send(alice, term, term="Glasfaser", explanation="Lichtleiter.")
    before = content_revision()
    assert restore_page(term, old) in history(alice, term).text

    asked = alice.get(restore_page(term, old))
    assert [(change.old, change.new) for change in asked.context["changes"]] == [
        ("Glasfaser", "Breitband"),
        ("Lichtleiter.", "Schnelles Netz."),
    ]
    term.refresh_from_db()
    assert term.term == "Glasfaser"

    press(alice, restore_page(term, old))

    term.refresh_from_db()
    assert (term.term, term.explanation) == ("Breitband", "Schnelles Netz.")
    assert content_revision() > before
    newest = GlossaryTerm.history.first()
    assert newest.history_change_reason.startswith("Wiederhergestellt: Version vom ")
    assert newest.history_user.username == "alice"


def test_what_verbs_decide_stays(alice):
    """Restoring changes neither the state (from updates), nor visibility (from publishing), nor a public address."""
    project = make.project(title="Radwege", slug="radwege", published=False, status="idea")
    old = Project.history.first()
    project.title, project.slug, project.status = "Fahrradstraßen", "fahrradstrassen", "running"
    project.save()
    publish(project)
    page = restore_page(project, old)

    assert set(alice.get(page).context["kept"]) == {"Visibility", "Published at", "Address", "Status"}
    press(alice, page)

    project.refresh_from_db()
    assert project.title == "Radwege"
    assert (project.slug, project.status, project.is_public) == ("fahrradstrassen", "running", True)


def test_relations_come_back_without_what_is_gone(alice):
    kept, gone = make.partner(name="Stadtwerke", published=False), make.partner(name="Sparkasse", published=False)
    project = make.project(published=False)
    project.partners.set([kept, gone])
    old = Project.history.first()
    project.partners.clear()
    gone.delete()
    page = restore_page(project, old)

    assert alice.get(page).context["lost"] == ["Partners: Sparkasse (deleted meanwhile)"]
    press(alice, page)

    assert list(project.partners.all()) == [kept]


def test_a_version_that_breaks_a_rule_stays_in_the_past(alice):
    term = make.glossary_term(term="Breitband")
    old = GlossaryTerm.history.first()
    send(alice, term, term="Glasfaser")
    make.glossary_term(term="Breitband")
    page = restore_page(term, old)

    assert len(alice.get(page).context["errors"]) == 1
    press(alice, page)

    term.refresh_from_db()
    assert term.term == "Glasfaser"


def test_what_changed_while_one_was_asked_is_not_overwritten(alice):
    term = make.glossary_term(term="Breitband")
    old = GlossaryTerm.history.first()
    send(alice, term, term="Glasfaser")
    page = restore_page(term, old)
    data = seen(alice, page)
    send(alice, term, term="Kupfer")

    response = alice.post(page, data, follow=True)

    term.refresh_from_db()
    assert term.term == "Kupfer"
    assert messages(response) == ["It has changed since you looked at it. Please look again."]


def test_what_never_changes_does_not_come_back(alice):
    """Published updates and adopted editions cannot be restored; restoring public rows needs the right to publish."""
    update = make.update(text="Wie es war.")
    edition = make.edition(status="adopted")
    term = make.glossary_term(term="Breitband")
    editor = client_with("strategy.change_glossaryterm", "strategy.view_glossaryterm")

    answers = [
        client.post(restore_page(row, type(row).history.first())).status_code
        for client, row in ((alice, update), (alice, edition), (editor, term))
    ]

    assert answers == [403, 403, 403]


def test_versions_of_other_rows_are_not_found(alice):
    one, other = make.glossary_term(), make.glossary_term()
    record = GlossaryTerm.history.filter(id=other.pk).first()

    assert alice.get(restore_page(one, record)).status_code == 404
    assert alice.get(f"{address(one, 'history')}{2**70}/").status_code == 404


# What was deleted ----------------------------------------------------------------------------------------------------


def test_a_deleted_entry_comes_back_as_a_draft(alice):
    partner = make.partner(name="Stadtwerke", published=False)
    key = partner.pk
    act(alice, Partner, "delete_selected", [partner])
    alice.post(address(partner, "delete"), {"post": "yes"})
    assert not Partner.objects.exists()
    listed = alice.get(f"{ROOT}/strategy/partner/deleted/")
    assert [name for _record, name in listed.context["rows"]] == ["Stadtwerke"]

    press(alice, revive_page(listed.context["rows"][0][0]))

    back = Partner.objects.get()
    assert (back.pk, back.name, back.is_public) == (key, "Stadtwerke", False)
    assert [record.history_type for record in Partner.history.all()] == ["+", "-", "+"]
    assert alice.get(f"{ROOT}/strategy/partner/deleted/").context["rows"] == []


def test_relations_come_back_with_a_deleted_project_but_not_its_rows(alice):
    partner = make.partner(name="Stadtwerke")
    project = make.project(published=False, title="Radwege")
    project.partners.add(partner)
    make.milestone(project=project)
    project.updates.all().delete()
    project.delete()
    page = revive_page(Project.history.first())

    assert "Milestones: 1" in alice.get(page).context["children"]
    press(alice, page)

    back = Project.objects.get()
    assert (back.title, list(back.partners.all()), back.milestones.count()) == ("Radwege", [partner], 0)


def test_a_row_whose_parent_is_gone_does_not_come_back(alice):
    milestone = make.milestone(project=make.project(published=False))
    milestone.project.updates.all().delete()
    milestone.project.delete()
    page = revive_page(Milestone.history.first())

    assert len(alice.get(page).context["errors"]) == 1
    press(alice, page)

    assert not Milestone.objects.exists()


def test_who_may_see_what_was_deleted(charlie):
    term = make.glossary_term(published=False, term="Geheimwort")
    term.delete()
    record = GlossaryTerm.history.first()
    bob = client_with("strategy.view_glossaryterm")
    dave = client_with("strategy.change_glossaryterm", "strategy.view_glossaryterm")
    listed = f"{ROOT}/strategy/glossaryterm/deleted/"

    assert [client.get(listed).status_code for client in (charlie, bob, dave)] == [403, 403, 200]
    assert [client.post(revive_page(record)).status_code for client in (charlie, bob, dave)] == [403, 403, 403]

"""Whenever the admin saves or deletes public content, the content stamp changes: caches and search follow at once."""

import pytest

from advisory_board.models import AgendaItem
from roadmap.models import Milestone, Project, ProjectUpdate, ReportingRound
from strategy.models import Edition, FrozenEdition, GlossaryTerm, IndicatorValue
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.models import Publishable
from strategy_portal.publishing.search.engine import search
from tests import make
from tests.admin.forms import act, address, confirm, registered, send
from tests.admin.test_every_page import everything

# Accounts and rounds are not public content; frozen editions, published updates and measured values have no form.
NEVER_SAVED = {
    "auth.Group",
    "auth.User",
    FrozenEdition._meta.label,
    IndicatorValue._meta.label,
    ProjectUpdate._meta.label,
    ReportingRound._meta.label,
}


def titles(text: str) -> list[str]:
    return [hit.title for hit in search(text).hits]


@pytest.mark.any_database
def test_every_form_of_public_content(alice):
    everything()
    Edition.objects.filter(number=1).update(status=Edition.Status.FINAL)  # an adopted one could not be saved
    saved, kept = [], []
    for model in registered():
        if model._meta.label in NEVER_SAVED:
            continue
        rows = model.objects.public() if issubclass(model, Publishable) else model.objects
        row = rows.get(number=1) if model is Edition else rows.order_by("pk").first()
        before = content_stamp()
        assert send(alice, row, button="_save").status_code == 200
        (saved if content_stamp() != before else kept).append(model._meta.label)

    assert kept == []
    assert len(saved) == len(registered()) - len(NEVER_SAVED)


def test_rows_of_a_parent(alice):
    """Inlines are saved and deleted with their parent."""
    project = make.project(title="Radwege")
    milestone = make.milestone(project=project, title="Spatenstich")
    assert titles("Spatenstich") == ["Radwege"]

    form = {"milestones-0-title": "Einweihung"}
    send(alice, project, **form)
    assert (titles("Spatenstich"), titles("Einweihung")) == ([], ["Radwege"])

    send(alice, project, **{"milestones-0-DELETE": "on"})
    assert not Milestone.objects.filter(pk=milestone.pk).exists()
    assert titles("Einweihung") == []


@pytest.mark.parametrize("way", ["button", "list"])
def test_deleting(alice, way):
    milestone = make.milestone(project=make.project(title="Radwege"), title="Spatenstich")
    assert titles("Spatenstich") == ["Radwege"]

    if way == "button":
        alice.post(address(milestone, "delete"), {"post": "yes"})
    else:
        rows = {"action": "delete_selected", "_selected_action": [milestone.pk], "post": "yes"}
        alice.post(address(Milestone, "changelist"), rows)

    assert not Milestone.objects.exists()
    assert titles("Spatenstich") == []


def test_verbs(alice):
    term = make.glossary_term(published=False, term="Breitband")
    make.edition()
    assert titles("Breitband") == []

    act(alice, GlossaryTerm, "publish_selected", [term])
    assert titles("Breitband") == ["Breitband"]

    send(alice, term, button="_withdraw")
    assert titles("Breitband") == []

    send(alice, term, button="_publish")
    assert titles("Breitband") == ["Breitband"]

    confirm(alice, f"/en/verwaltung/strategy/glossaryterm/withdraw/?pk={term.pk}")
    assert titles("Breitband") == []


def test_an_edition_is_adopted(alice):
    old = make.edition(number=1, status="final")
    make.focus_area(edition=old, title="Tourismus")
    new = make.edition(number=2, published=False, status="consultation")
    make.focus_area(edition=new, title="Handel")
    assert (titles("Tourismus"), titles("Handel")) == (["Tourismus"], [])

    send(alice, new, button="_adopt")

    # The text of an older edition is found as that edition.
    assert (titles("Tourismus"), titles("Handel")) == (["Edition 1"], ["Handel"])


def test_an_update_is_found_once_it_is_published(alice):
    update = make.update(project=make.project(title="Radwege"), state="submitted", text="Spatenstich.")
    rejected = make.update(project=Project.objects.get(), state="submitted", text="Gerücht.")
    assert titles("Spatenstich") == []

    page = act(alice, ProjectUpdate, "publish_selected", [update])
    boxes = [f"{row.update.pk}:{row.stamp}" for row in page.context["differences"]]
    alice.post("/en/verwaltung/roadmap/projectupdate/publish/", {"update": boxes})
    alice.post(f"/en/verwaltung/roadmap/projectupdate/reject/?pk={rejected.pk}", {"reason": "Klatsch."})

    assert titles("Spatenstich") == ["Radwege"]
    assert (titles("Gerücht"), titles("Klatsch")) == ([], [])


def test_an_agenda_item_becomes_internal(alice):
    item = make.agenda_item(meeting=make.meeting(title="Sitzung"), title="Grundstück")
    assert titles("Grundstück") == ["Sitzung"]

    form = {"is_public": ""}
    send(alice, item, **form)

    assert not AgendaItem.objects.get().is_public
    assert titles("Grundstück") == []


def test_a_draft_stays_unseen(alice):
    draft = make.project(published=False, title="Geheim")
    before = content_stamp()

    send(alice, draft, title="Noch geheim", button="_save")

    assert content_stamp() == before
    assert titles("geheim") == []

"""What the search finds of the advisory board. Names of members are left out, even where they are public."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from advisory_board.models import (
    AgendaItem,
    BoardDocument,
    Body,
    CallForMembers,
    Impulse,
    Meeting,
    Minutes,
    Recommendation,
    RecommendationConsultation,
    SeatGroup,
    SelectionCriterion,
)
from strategy.searchable import council_texts
from strategy_portal.publishing.search.index import Document, Kind, register


def boards() -> Iterator[Document]:
    """Yield the one board that has a page."""
    body = Body.objects.public().first()
    if body is None:
        return
    texts = [body.purpose, body.legal_basis, body.meeting_rhythm, body.working_method]
    texts += [group.name for group in body.seat_groups.all()]
    for call in CallForMembers.objects.public().filter(body=body).prefetch_related("criteria"):
        texts += [call.text, *(text for criterion in call.criteria.all() for text in (criterion.title, criterion.text))]
    texts += [document.title for document in BoardDocument.objects.public().filter(body=body, meeting=None)]
    yield Document.of(body, body.name, texts)


def meetings() -> Iterator[Document]:
    rows = Meeting.objects.public().prefetch_related(
        Prefetch(
            "agenda_items",
            AgendaItem.objects.public().prefetch_related(Prefetch("impulse", Impulse.objects.public())),
            to_attr="public_items",
        ),
        Prefetch("documents", BoardDocument.objects.public()),
    )
    minutes_of = {minutes.meeting_id: minutes for minutes in Minutes.objects.public()}
    for meeting in rows:
        minutes = minutes_of.get(meeting.pk)
        texts = [meeting.summary, meeting.place]
        for item in meeting.public_items:
            texts.append(item.title)
            if item.impulse:
                texts += [item.impulse.topic, item.impulse.guest, item.impulse.result]
            if minutes:
                texts.append(item.text)
        if minutes:
            texts.append(minutes.text)
        texts += [document.title for document in meeting.documents.all()]
        badge = ("meeting", meeting.state, Meeting.State(meeting.state).label)
        yield Document.of(meeting, meeting.title, texts, badge=badge)


def recommendations() -> Iterator[Document]:
    """Yield the recommendations of the one board that has a page."""
    rows = Recommendation.objects.public().filter(body=Body.objects.public().first())
    for row in rows.prefetch_related("consultations"):
        texts = [row.text, row.answer, row.answer_reason, *council_texts(row.consultations.all())]
        badge = ("recommendation", row.state, Recommendation.State(row.state).label)
        yield Document.of(row, f"{row.number} {row.title}", texts, badge=badge)


OF_RECOMMENDATIONS = (Recommendation, RecommendationConsultation)
OF_MEETINGS = (Meeting, AgendaItem, BoardDocument, Impulse, Minutes)
OF_BOARDS = (Body, BoardDocument, CallForMembers, SeatGroup, SelectionCriterion)

register(Kind("recommendation", "empfehlungen", _("Recommendations"), 5, recommendations, OF_RECOMMENDATIONS))
register(Kind("meeting", "sitzungen", _("Meetings"), 6, meetings, OF_MEETINGS))
register(Kind("board", "digitalbeirat", _("Advisory board"), 7, boards, OF_BOARDS))

"""The board's chapter and blocks of the strategy PDF: ``{% load advisory_board_pdf %}``. Public rows only, no names.

A consent can be withdrawn, a downloaded document cannot: so seats show organisations and functions only.
"""

import datetime

from django import template
from django.db.models import Prefetch

from advisory_board.composition import composition
from advisory_board.models import AgendaItem, Body, CallForMembers, Meeting, Recommendation

register = template.Library()


@register.inclusion_tag("pdf/board/figures.html")
def pdf_board_figures():
    body = Body.objects.public().first()
    return {
        "seats": sum(group.quota for group in body.seat_groups.all()) if body else 0,
        "recommendations": Recommendation.objects.public().filter(body=body).count() if body else 0,
    }


@register.inclusion_tag("pdf/board/board.html")
def pdf_board(today: datetime.date):
    body = Body.objects.public().first()
    if body is None:
        return {"body": None}
    return {
        "body": body,
        "composition": composition(body, today=today),
        "calls": CallForMembers.objects.public().filter(body=body).select_related("group").prefetch_related("criteria"),
        "meetings": Meeting.objects.public()
        .filter(body=body)
        .with_numbers()
        .prefetch_related(Prefetch("agenda_items", AgendaItem.objects.public(), to_attr="public_items"))
        .order_by("date", "number"),
        "recommendations": Recommendation.objects.public().filter(body=body).for_list().order_by("number"),
    }


@register.simple_tag
def pdf_recommendation_index() -> dict[int, list[Recommendation]]:
    """Return the recommendations per project (by primary key), for ``pdf_recommendations_of``."""
    index: dict[int, list[Recommendation]] = {}
    # Only recommendations of the board that has a chapter in the document, because links lead to that chapter.
    public = Recommendation.objects.public().filter(body=Body.objects.public().values("pk")[:1])
    for recommendation in public.for_list().order_by("number"):
        for project in recommendation.projects.all():
            index.setdefault(project.pk, []).append(recommendation)
    return index


@register.inclusion_tag("pdf/board/recommendations_of_project.html")
def pdf_recommendations_of(project, index):
    return {"recommendations": index.get(project.pk, [])}


@register.inclusion_tag("pdf/board/recommendations_in_full.html")
def pdf_recommendations_in_full(project):
    """The recommendations that address ``project``, each with its vote and answer.

    For a document that has no chapter about the board.
    """
    return {"recommendations": Recommendation.objects.public().filter(projects=project).for_list().order_by("number")}

"""Atom feeds (RFC 4287) of what is new: in the whole roadmap, a field of action or a project."""

import datetime
import re
from urllib.parse import urlsplit

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag, urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from roadmap.models import Project, ProjectQuerySet, ProjectUpdate, Status
from roadmap.past.changes import subjects_of, words_of
from roadmap.past.history import Step, histories
from roadmap.views.former_addresses import leads_on
from strategy.models import ActionField
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pages.addresses import absolute

MOST_ENTRIES = 50
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOTHING_YET = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponse:
    return _answer(request, Project.objects.public())


@require_safe
def field_feed(request: HttpRequest, slug: str) -> HttpResponse:
    field = get_object_or_404(ActionField.objects.public(), slug=slug)
    return _answer(request, Project.objects.public().of_field(field), title=field.name, filters={"feld": slug})


@leads_on
@require_safe
def project_feed(request: HttpRequest, slug: str) -> HttpResponse:
    projects = Project.objects.public().filter(slug=slug)
    project = get_object_or_404(projects)
    return _answer(request, projects, title=project.title, filters={"projekt": slug})


def _answer(
    request: HttpRequest, projects: ProjectQuerySet, *, title: str = "", filters: dict[str, str] | None = None
) -> HttpResponse:
    """Return the feed, or "not modified" if nothing public has changed since the reader's copy."""
    number, stamp = content_stamp()
    etag = quote_etag(f"{number}-{stamp}-{get_language()}")
    response = HttpResponse(content_type=Atom1Feed.content_type)
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response) or response
    if answer is response:
        feed = _feed(
            title, self_url=request.path, page_url=f"{reverse('changes')}?{urlencode(filters or {})}".rstrip("?")
        )
        _add_entries(feed, projects)
        feed.write(response, "utf-8")
    return answer


class Feed(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        """Return the time of the latest entry. Without entries it is fixed: reading a feed must not change it."""
        return super().latest_post_date() if self.items else NOTHING_YET


def _feed(title: str, *, self_url: str, page_url: str) -> Feed:
    city = Municipality.objects.first() or Municipality(official_name=gettext("City without a name"))
    subtitle = gettext("Every published message about the projects, the newest first.")
    if city.is_example:
        example = gettext("Example data: this is not the official website of %(city)s") % {"city": city.official_name}
        subtitle = f"{subtitle} {example}."
    titles = [title, gettext("Roadmap of the digital strategy"), city.official_name]
    return Feed(
        title=_clean(" – ".join(filter(None, titles))),
        link=absolute(page_url),
        description=None,
        subtitle=_clean(subtitle),
        language=get_language(),
        author_name=_clean(city.official_name),
        feed_url=absolute(self_url),
        feed_guid=absolute(self_url),
    )


def _add_entries(feed: Feed, projects: ProjectQuerySet) -> None:
    updates = ProjectUpdate.objects.public().news().filter(project__in=projects).order_by("-published_at", "-pk")
    newest = list(updates.values_list("pk", "project_id")[:MOST_ENTRIES])
    public_fields = ActionField.objects.public()
    shown = (
        Project.objects.public()
        .filter(pk__in={project_id for _pk, project_id in newest})
        .prefetch_related(Prefetch("lead_field", public_fields), Prefetch("further_fields", public_fields))
    )
    by_id = {project.pk: project for project in shown}
    steps = {step.update.pk: step for history in histories(shown).values() for step in history.steps}
    for pk, project_id in newest:
        # What was withdrawn between two of these queries is left out.
        if pk in steps and project_id in by_id:
            _add_entry(feed, by_id[project_id], steps[pk])


def _add_entry(feed: Feed, project: Project, step: Step) -> None:
    update = step.update
    feed.add_item(
        title=_clean(headline(project, step)),
        link=absolute(project.get_absolute_url()),
        description=_clean(
            render_to_string("roadmap/changes/_feed_entry.html", {"project": project, "update": update})
        ),
        unique_id=f"tag:{urlsplit(absolute('/')).hostname},2026:roadmap/update/{update.pk}",
        pubdate=update.published_at,
        updateddate=update.published_at,
        categories=[
            *(_clean(field.name) for field in project.fields_served),
            str(Status(step.after.status).label),
        ],
    )


def headline(project: Project, step: Step) -> str:
    """Return the project and what the update made of it, in one line."""
    subjects = subjects_of(step)
    if step.before is None:
        subjects = ["status", *(subject for subject in subjects if subject != "status")]
        news = gettext("new in the roadmap (%(state)s)") % {"state": _words(step.after, subjects)}
    elif subjects:
        names = {"now": _words(step.after, subjects), "before": _words(step.before, subjects)}
        news = gettext("now %(now)s (before: %(before)s)") % names
    else:
        date = formats.date_format(step.date, "DATE_FORMAT")
        news = gettext("message of %(date)s") % {"date": date}
    return f"{project.title}: {news}"


def _words(state, subjects: list[str]) -> str:
    words = (
        gettext("Priority: %(priority)s") % {"priority": part.label} if part.subject == "priority" else str(part.label)
        for part in words_of(state, subjects)
    )
    return ", ".join(words)


def _clean(text: str) -> str:
    """Return ``text`` without the characters that no XML document may hold, not even escaped."""
    return FORBIDDEN_IN_XML.sub("", str(text))

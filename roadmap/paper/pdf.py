"""One project as a document of its own: its profile, as the strategy's PDF has it, with the board's words in full.

It is the same for every reader: in the portal's own language, and without what depends on the day of the download.
"""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from roadmap.models import Project
from strategy_portal.publishing.pdf.paper import city_on_paper, example_notice, frame_of, print_document
from strategy_portal.publishing.pdf.store import stored_or_made


def profile_pdf_bytes(project: Project, *, today: datetime.date) -> bytes:
    """Return the PDF of a public ``project``, stored or made now.

    Raises :class:`strategy_portal.publishing.pdf.engine.PdfError` when no PDF can be made, and
    :class:`Project.DoesNotExist` when ``project`` was withdrawn while this waited for its turn.
    """
    return stored_or_made(f"roadmap/project/{project.pk}", lambda: render_profile(project), today=today)


def render_profile(project: Project) -> bytes:
    """Return a new PDF of ``project``; the same content yields the same bytes."""
    return print_document(profile_html(project), city_on_paper())


def profile_html(project: Project) -> str:
    """Return the document as HTML, in the portal's language whatever the reader's is."""
    with translation.override(settings.LANGUAGE_CODE):
        municipality = city_on_paper()
        shown = Project.objects.public().for_profile().get(pk=project.pk)
        context = {
            **frame_of(municipality),
            "project": shown,
            "notice": example_notice(municipality),
            "index": {},  # the edition's links to the chapter of the board, which this document does not have
        }
        return render_to_string("pdf/roadmap/profile_document.html", context)

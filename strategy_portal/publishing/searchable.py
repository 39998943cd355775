"""What the search finds of the city's own pages."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.models import Page
from strategy_portal.publishing.search.index import Document, Kind, register


def pages() -> Iterator[Document]:
    for page in Page.objects.public():
        yield Document.of(page, page.title, [page.body])


register(Kind("page", "seiten", _("Pages"), 12, pages, (Page,)))

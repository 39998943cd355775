"""A PDF as the response to a request, and the page shown instead when no PDF can be made."""

import hashlib
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from strategy_portal.publishing.pdf.engine import PdfBusy, PdfError
from strategy_portal.publishing.text.slugs import slug_of

SECONDS_UNTIL_RETRY = 120

logger = logging.getLogger(__name__)


def pdf_or_page(request: HttpRequest, make: Callable[[], bytes], *, name: str, page: str, label: str) -> HttpResponse:
    """Respond with the PDF from ``make``; if it fails, with 503 and a link to ``page``, which has the same content."""
    try:
        return pdf_response(request, make(), name=name)
    except PdfBusy as error:  # not a fault: there can always be too many readers at once
        logger.warning("No PDF %s: %s", name, error)
    except PdfError:
        logger.exception("No PDF %s", name)
    response = render(request, "pdf/unavailable.html", {"page": page, "label": label}, status=503)
    response["Retry-After"] = str(SECONDS_UNTIL_RETRY)
    return response


def pdf_response(request: HttpRequest, content: bytes, *, name: str) -> HttpResponse:
    """Return a response that shows ``content`` in the browser, or "not modified" if the client has the same bytes."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, etag=etag, response=response) or response


def file_name(*words: str, kind: str = "pdf") -> str:
    """Return a file name that is valid on every system: ``digitalstrategie-rothenburg-o-l-fassung-1.pdf``."""
    return "-".join(filter(None, map(slug_of, words))) + f".{kind}"

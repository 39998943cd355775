"""The PDF of an edition, at the edition's address."""

import hashlib
import logging
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from strategy.models import Edition
from strategy.pdf import edition_pdf_bytes
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf import PdfError

SECONDS_UNTIL_RETRY = 120
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})

logger = logging.getLogger(__name__)


@require_safe
def edition_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with the PDF; it is validated at every request, so that a withdrawn edition is gone at once."""
    edition = get_object_or_404(Edition.objects.public(), number=number)
    try:
        content = edition_pdf_bytes(edition, today=timezone.localdate())
    except PdfError:
        logger.exception("No PDF of edition %s", number)
        response = render(request, "pdf/unavailable.html", {"edition": edition}, status=503)
        response["Retry-After"] = str(SECONDS_UNTIL_RETRY)
        return response
    return pdf_response(request, content, name=file_name(edition))


def file_name(edition: Edition) -> str:
    """Return a name that every system can store: ``digitalstrategie-rothenburg-o-l-fassung-1.pdf``."""
    city = Municipality.objects.values_list("name", flat=True).first() or ""
    city = slugify(re.sub(r"[\W_]+", " ", city.translate(UMLAUTS)))
    return "-".join(filter(None, ["digitalstrategie", city, "fassung", str(edition.number)])) + ".pdf"


def pdf_response(request: HttpRequest, content: bytes, *, name: str) -> HttpResponse:
    """Return ``content`` to be shown in the browser, or "not modified" to a client that has the same bytes."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, etag=etag, response=response)

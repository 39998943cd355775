"""The PDF of an edition, at the edition's address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from strategy.models import Edition
from strategy.pdf import edition_pdf_bytes
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf.response import file_name, pdf_or_page


@require_safe
def edition_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with the PDF. Browsers revalidate it at every request, so a withdrawn edition is gone at once."""
    edition = get_object_or_404(Edition.objects.public(), number=number)
    return pdf_or_page(
        request,
        lambda: edition_pdf_bytes(edition, today=timezone.localdate()),
        name=edition_file_name(edition),
        page=edition.get_absolute_url(),
        label=gettext("Read the edition online"),
    )


def edition_file_name(edition: Edition) -> str:
    city = Municipality.objects.values_list("name", flat=True).first() or ""
    return file_name("digitalstrategie", city, "fassung", str(edition.number))

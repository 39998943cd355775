"""The PDF of a project, at the project's address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from roadmap.models import Project
from roadmap.paper.pdf import profile_pdf_bytes
from roadmap.views.former_addresses import leads_on
from strategy_portal.publishing.models import Municipality
from strategy_portal.publishing.pdf.response import file_name, pdf_or_page


@leads_on
@require_safe
def project_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the PDF; browsers revalidate it at every request, so that a withdrawn project is gone at once."""
    project = get_object_or_404(Project.objects.public(), slug=slug)
    city = Municipality.objects.values_list("name", flat=True).first() or ""
    try:
        return pdf_or_page(
            request,
            lambda: profile_pdf_bytes(project, today=timezone.localdate()),
            name=file_name("projekt", city, project.slug),
            page=project.get_absolute_url(),
            label=gettext("Read the project online"),
        )
    except Project.DoesNotExist as error:
        raise Http404 from error

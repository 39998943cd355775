"""The preview of a text in Markdown, for those who write it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from strategy_portal.publishing.text.markdown import render

# More than the longest introduction of an edition; rendering so much takes about a second at worst.
MOST_CHARACTERS = 40_000


@never_cache
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """Answer with the HTML of the Markdown that was sent. Who may ask is the admin site's business."""
    text = request.POST.get("text", "")
    if len(text) > MOST_CHARACTERS:
        return HttpResponse(status=413)
    return HttpResponse(render(text, heading_level=3))

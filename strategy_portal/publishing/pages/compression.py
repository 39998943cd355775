"""Compression of public responses: most of what the portal sends is text that shrinks to a sixth."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class PublicCompression(GZipMiddleware):
    """Compress text responses that are the same for everybody.

    If a response contains a secret and text that an attacker chooses, its compressed size reveals the secret (BREACH).
    A response that does not depend on cookies contains no secret of the reader: no CSRF token, no login, no name. All
    other responses, including the whole administration, are not compressed. So the random bytes that Django adds
    against BREACH are not needed, and the same page always has the same bytes.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_personal = has_vary_header(response, "Cookie") or response.cookies
        if is_personal or not response.get("Content-Type", "").startswith(TEXT):
            return response
        # Django adds no such header to responses too short to compress, but a page and its fragment have to agree.
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)

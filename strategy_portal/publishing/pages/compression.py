"""Compresses what anybody may read; most of the portal's weight is text that shrinks to a sixth."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class PublicCompression(GZipMiddleware):
    """Compress texts that are the same for everybody.

    Compressing a secret beside words that an attacker chooses betrays it by its size (BREACH). An answer that takes no
    notice of cookies holds no secret of a reader: no CSRF token, no login, no name. All others, the whole
    administration with them, stay as they are. Thus the random bytes are not needed that Django adds against BREACH,
    and the same page is the same bytes.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_personal = has_vary_header(response, "Cookie") or response.cookies
        if is_personal or not response.get("Content-Type", "").startswith(TEXT):
            return response
        # Django leaves short answers as they are and unmarked; page and fragment of an address shall say the same.
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)

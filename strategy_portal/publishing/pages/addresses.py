"""Absolute addresses, always with the portal's own host, whatever host the request named."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """Return ``path`` (``/roadmap/``, or an address that is absolute already) with the host of the portal."""
    return urljoin(f"{settings.BASE_URL}/", path)

"""Addresses for new projects: none that another project has, or had when it was merged."""

from roadmap.models import FormerAddress, Project
from roadmap.models.project import RESERVED_SLUGS
from strategy_portal.publishing.text.slugs import free_slug


def is_taken(slug: str) -> bool:
    """Whether no new project may have the address ``slug``."""
    return (
        slug in RESERVED_SLUGS
        or Project.objects.filter(slug=slug).exists()
        or FormerAddress.objects.filter(slug=slug).exists()
    )


def free_address(title: str) -> str:
    """Return an address made from the words of ``title`` that no project has or had."""
    return free_slug(title, is_taken=is_taken, max_length=Project._meta.get_field("slug").max_length or 50)

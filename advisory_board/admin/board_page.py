"""Where readers find what has no page of its own: in a section of the board's page."""

from django.urls import reverse
from django.utils.translation import gettext

from strategy_portal.publishing.editing.preview import PublicPlace


def on_page_of_board(anchor: str, section: str) -> PublicPlace:
    return PublicPlace(f"{reverse('board')}#{anchor}", f"{gettext('Advisory board')} › {section}")

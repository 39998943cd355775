"""Times of the day in cells."""

import datetime
import re

from django.utils.translation import gettext

from strategy_portal.publishing.spreadsheets.columns.kinds import CellKind, said
from strategy_portal.publishing.spreadsheets.problem import quoted

WRITTEN = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d)(?::([0-5]\d))?)?(?:\s*(?:Uhr|h))?", re.ASCII | re.IGNORECASE)


class TimeOfDay(CellKind):
    """Written as a text, 14:30; a cell of a sheet that holds a time is understood, too."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, datetime.time):
            return value
        match = WRITTEN.fullmatch(said(value)) if isinstance(value, str) else None
        # A mere number could be anything; "9 Uhr" could not.
        if match is None or match[0].isdecimal():
            raise ValueError(
                gettext("%(value)s is no time of day. Write it as 14:30.") % {"value": quoted(said(value))}
            )
        return datetime.time(*(int(part or 0) for part in match.groups()))

    def render(self, value, obj=None, **kwargs):
        return None if value is None else value.isoformat("minutes" if value.second == 0 else "seconds")

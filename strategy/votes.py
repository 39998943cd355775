"""The result of a vote in words, as Erkelenz writes it in its minutes."""

from django.utils.translation import gettext, ngettext


def vote_notation(*, yes: int | None, no: int | None, abstain: int | None) -> str:
    """Return the result of a vote as one phrase; an empty string when nothing was counted.

    A vote is unanimous if opposing votes were counted and there were none; abstentions are named after that.
    """
    if yes is None and no is None and abstain is None:
        return ""
    if no is None:
        # Opposing votes were not counted, so the result cannot be called unanimous.
        return ngettext("%(count)d vote in favour", "%(count)d votes in favour", yes or 0) % {"count": yes or 0}
    yes, abstain = yes or 0, abstain or 0
    abstentions = ngettext("%(count)d abstention", "%(count)d abstentions", abstain) % {"count": abstain}
    if yes and not no:
        unanimous = gettext("unanimous")
        return f"{unanimous}, {abstentions}" if abstain else unanimous
    parts = [
        ngettext("%(count)d vote in favour", "%(count)d votes in favour", yes) % {"count": yes},
        ngettext("%(count)d vote against", "%(count)d votes against", no) % {"count": no},
    ]
    if abstain:
        parts.append(abstentions)
    return ", ".join(parts)

"""How the result of a vote is written, the way Erkelenz prints it in its minutes."""

from django.utils.translation import gettext, ngettext


def vote_notation(*, yes: int | None, no: int | None, abstain: int | None) -> str:
    """Return the result of a vote as one phrase; an empty string when nothing was counted.

    A vote without opposing votes is unanimous, if they were counted; abstentions are named behind it.
    """
    if yes is None and no is None and abstain is None:
        return ""
    if no is None:
        # Nobody says that there were no opposing votes.
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

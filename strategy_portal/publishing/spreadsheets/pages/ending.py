"""How the look at a file ends, or its import: what is wrong, what would change, or that it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from strategy_portal.publishing.models import Upload
from strategy_portal.publishing.spreadsheets.importing.outcome import ImportOutcome
from strategy_portal.publishing.spreadsheets.problem import FileProblem

# More would make a page that no browser likes; the counts say how many there are.
ROWS_SHOWN = 500
PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Ending:
    """``name`` is that of the template, without its underscore: "problems", "outcome" or "done"."""

    name: str
    context: dict


def refused(problems: list[FileProblem]) -> Ending:
    more = max(len(problems) - PROBLEMS_SHOWN, 0)
    return Ending("problems", {"problems": problems[:PROBLEMS_SHOWN], "more_problems": more})


def checked(note: str, outcome: ImportOutcome, upload: Upload | None) -> Ending:
    if outcome.problems:
        # That another sheet is meant may be the whole problem.
        return refused([*outcome.problems, *([FileProblem(note)] if note else [])])
    return _preview(outcome, upload, note=note)


def imported(upload: Upload, outcome: ImportOutcome, is_imported: bool) -> Ending:
    if is_imported:
        counts = ", ".join(count for count in _counts(outcome) if not count.startswith("0 "))
        return Ending("done", {"text": gettext("The file has been imported: %(counts)s.") % {"counts": counts}})
    return refused(outcome.problems) if outcome.problems else _preview(outcome, upload, is_outdated=True)


def _preview(outcome: ImportOutcome, upload: Upload | None, *, note: str = "", is_outdated: bool = False) -> Ending:
    changes = [row for row in outcome.rows if not row.is_unchanged]
    context = {
        "counts": _counts(outcome),
        "rows": changes[:ROWS_SHOWN],
        "more_rows": max(len(changes) - ROWS_SHOWN, 0),
        "upload": upload,
        "note": note,
        "is_outdated": is_outdated,
    }
    return Ending("outcome", context)


def _counts(outcome: ImportOutcome) -> list[str]:
    new, changed, unchanged = len(outcome.new), len(outcome.changed), len(outcome.unchanged)
    return [
        ngettext("%(count)d new entry", "%(count)d new entries", new) % {"count": new},
        ngettext("%(count)d changed entry", "%(count)d changed entries", changed) % {"count": changed},
        ngettext("%(count)d entry stays as it is", "%(count)d entries stay as they are", unchanged)
        % {"count": unchanged},
    ]

"""A page that says bit by bit how far a long file is, and then how it ended. Needs no script."""

import logging
from collections.abc import Callable, Generator, Iterator

from django.http import HttpRequest
from django.utils.translation import get_language, gettext, override
from simple_history.models import HistoricalRecords

from strategy_portal.publishing.spreadsheets.problem import FileProblem, Refusal

MARK = "<!-- progress -->"
# So many rows are done before anybody gets impatient; beyond, the page reports progress.
ROWS_AT_ONCE = 200
# The style sheet hides what was reported, once this is there.
END = '</ol></div><div class="spreadsheet-end">%s</div>'

logger = logging.getLogger(__name__)


def progress(
    request: HttpRequest,
    steps: Generator,
    *,
    page: str,
    total: int,
    end: Callable[..., str],
    refused: Callable[[list[FileProblem]], str],
) -> Iterator[str]:
    """Yield ``page`` with lines at its mark, then what ``end`` makes of the result of ``steps``, a tuple.

    ``refused`` shows why there is none. Whoever leaves the page before its end stops the steps, and nothing of them
    stays.
    """
    language = get_language()
    head, _mark, tail = page.partition(MARK)
    # The middleware has done its work when this begins.
    HistoricalRecords.context.request = request
    try:
        with override(language):
            yield head
            try:
                while True:
                    done = next(steps)
                    if done % ROWS_AT_ONCE == 0:
                        line = gettext("%(count)d of %(total)d rows checked") % {"count": done, "total": total}
                        yield f"<li>{line}</li>\n"
            except StopIteration as stop:
                yield END % end(*stop.value)
            except Refusal as refusal:
                yield END % refused(refusal.problems)
            except Exception:
                logger.exception("Import failed")
                problem = FileProblem(gettext("Something went wrong. Nothing was imported."))
                yield END % refused([problem])
            yield tail
    finally:
        steps.close()
        del HistoricalRecords.context.request

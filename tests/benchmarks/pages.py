"""The roadmap with few and with many projects, compared with a page that only says hello."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from strategy_portal import urls
from strategy_portal.publishing.search import index
from tests import world
from tests.benchmarks.measurement import Measurement, measure

TIMES = 20

urlpatterns = [path("hello/", lambda request: HttpResponse("Hello")), *urls.urlpatterns]


def pages(sizes: tuple[int, ...] = (60, 600)) -> Iterator[Measurement]:
    """Yield the cost of one response: of the trivial page, and of the roadmap with each number of projects."""
    with override_settings(ROOT_URLCONF=__name__):
        hello = _answers("/hello/", "hello")
        yield hello
        for size in sizes:
            with transaction.atomic():
                world.roadmap(size)
                found = _answers("/roadmap/", f"roadmap, {size} projects", expected=f"{size} Projekte", baseline=hello)
                transaction.set_rollback(True)
            index.forget()  # the indexed rows have been rolled back
            yield found


def _answers(address: str, name: str, *, expected: str = "", baseline: Measurement | None = None) -> Measurement:
    client = Client()
    client.get(address)  # the first request compiles templates
    found, answer = measure(name, lambda: client.get(address), times=TIMES, baseline=baseline)
    if answer.status_code != 200 or expected not in answer.text:
        raise AssertionError(f"{address} answers {answer.status_code}: {answer.text[:2000]}")
    return found

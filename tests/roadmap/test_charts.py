"""The positions of bars in the printed timeline."""

import datetime

import pytest

from roadmap.models import Project
from roadmap.paper.timeline_on_paper import LABEL_WIDTH, PLOT_END, ROWS_PER_CHART, timelines
from roadmap.period import MOST_YEARS

AS_OF = datetime.date(2025, 7, 1)


def project(number=1, start: str = "", end: str = "", *, precision: str = "day", title: str = "Title") -> Project:
    return Project(
        number=number,
        title=title,
        planned_start=datetime.date.fromisoformat(start) if start else None,
        planned_end=datetime.date.fromisoformat(end) if end else None,
        planned_end_precision=precision,
    )


def bars(*projects):
    return [bar for timeline in timelines(projects, as_of=AS_OF) for bar in timeline.bars]


class TestTimelines:
    def test_a_year_fills_its_year(self):
        whole_year = project(1, "2024-01-01", "2024-01-01", precision="year")
        first, second = bars(whole_year, project(2, "2025-01-01", "2025-12-31"))

        assert first.x == LABEL_WIDTH
        assert first.end == pytest.approx(second.x, abs=0.2)
        assert second.end == pytest.approx(PLOT_END, abs=0.2)

    def test_actual_dates_count(self):
        late = project(1, "2024-01-01", "2024-12-31")
        late.actual_start = datetime.date(2024, 7, 1)

        (bar,) = bars(late)

        assert bar.x == pytest.approx((LABEL_WIDTH + PLOT_END) / 2, abs=1)

    def test_no_end_runs_to_the_edge(self):
        open_end, closed = bars(project(1, "2024-01-01"), project(2, "2024-02-01", "2025-06-30"))

        assert open_end.is_open
        assert open_end.end == PLOT_END
        assert not closed.is_open

    def test_undated_projects_are_not_drawn(self):
        assert bars(project()) == []

    def test_order_is_by_start_then_number(self):
        drawn = bars(project(3, "2025-01-01"), project(2, "2024-01-01"), project(1, "2025-01-01"))

        assert [bar.project.number for bar in drawn] == [2, 1, 3]

    def test_many_projects_share_the_rows_evenly(self):
        many = [project(n, "2024-01-01", "2025-01-01") for n in range(1, ROWS_PER_CHART + 3)]

        charts = timelines(many, as_of=AS_OF)

        assert [len(chart.bars) for chart in charts] == [16, 16]
        assert charts[0].years == charts[1].years

    @pytest.mark.parametrize("odd", ["0001-01-01", "9999-12-31"])
    def test_a_mistyped_year_does_not_squeeze_the_others(self, odd):
        (timeline,) = timelines([project(1, odd), project(2, "2024-01-01", "2026-01-01")], as_of=AS_OF)

        assert len(timeline.years) <= MOST_YEARS
        assert all(LABEL_WIDTH <= bar.x <= bar.end <= PLOT_END for bar in timeline.bars)

    @pytest.mark.parametrize(
        "dates", [("", "9999-12-31"), ("2024-01-01", "9999-12-31"), ("", "0001-01-01"), ("1990-01-01", "2010-01-01")]
    )
    def test_the_first_and_the_last_day_there_is_and_times_long_past(self, dates):
        (timeline,) = timelines([project(1, *dates)], as_of=AS_OF)

        assert 1 <= len(timeline.years) <= MOST_YEARS
        assert all(LABEL_WIDTH <= bar.x < bar.end <= PLOT_END for bar in timeline.bars)

    def test_long_titles_take_two_lines(self):
        short, long = bars(project(1, "2024-01-01"), project(2, "2024-01-01", title="Ein sehr langer Titel " * 5))

        assert [len(short.lines), len(long.lines)] == [1, 2]
        assert long.height > short.height
        assert long.lines[1].endswith("…")

    def test_as_of_is_drawn_inside_the_years_only(self):
        (timeline,) = timelines([project(1, "2020-01-01", "2021-01-01")], as_of=AS_OF)

        assert timeline.as_of_x is None

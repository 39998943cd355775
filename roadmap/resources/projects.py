"""Spreadsheets of projects. What a file says about a project's state becomes an update, as only updates change it."""

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Project, ProjectUpdate, ReportingRound
from roadmap.resources.state_cells import STATE, NewsColumn, StateCells, StateColumn
from roadmap.verbs.rounds import current_round
from roadmap.verbs.updates import report_update, submit_update
from strategy_portal.publishing.records import as_one_change
from strategy_portal.publishing.spreadsheets import CellChange, SheetColumn, SpreadsheetResource

State = ProjectUpdate.State


class ProjectNumber(SheetColumn):
    """It never changes: a sorted table with new numbers in its first column would renumber every project."""

    def take(self, instance, cell, *, is_new):
        if cell is None and is_new:
            return CellChange(self.column_name, "", self.current(instance))
        change = super().take(instance, cell, is_new=is_new)
        if change and not is_new:
            text = gettext("A file does not change the number of a project. It is: %(number)s")
            raise ValueError(text % {"number": change.old})
        return change


class ProjectResource(SpreadsheetResource):
    """The slug identifies a project and never changes. New ones are drafts; without a number they get the next one.

    What the cells say about the state, and what is written below "New update", becomes one update of today: public if
    whoever imports may publish updates, else submitted. See :class:`StateCells`.
    """

    explanation = _(
        "Status, schedule, priority and their reasons are changed by updates only: what the file says of them, and "
        "what stands below “Neue Statusmeldung”, becomes an update of today. New projects are drafts."
    )

    number = ProjectNumber("number")
    visibility = SheetColumn("visibility", readonly=True)
    status = StateColumn("status")
    schedule = StateColumn("schedule")
    state_reason = StateColumn("state_reason")
    priority = StateColumn("priority")
    priority_reason = StateColumn("priority_reason")
    news = NewsColumn(_("New update"))

    class Meta:
        model = Project
        fields = (
            *("number", "slug", "title", "visibility"),
            *STATE,
            *("news", "benefit", "description", "next_steps", "lead_field", "further_fields", "statements", "horizon"),
            *("planned_start", "planned_start_precision", "planned_end", "planned_end_precision"),
            *("actual_start", "actual_start_precision", "actual_end", "actual_end_precision"),
            *("participation", "participation_form", "no_participation_reason", "analogue_access"),
            *("lead_department", "participating_departments", "partners", "contact_function", "contact_email"),
            *("funding", "related", "depends_on", "superseded_by", "check_interval", "source", "is_example"),
        )
        import_id_fields = ("slug",)

    def get_queryset(self):
        news = ProjectUpdate.objects.news().filter(project=OuterRef("pk"), state=State.PUBLISHED)
        return super().get_queryset().annotate(latest_text=Subquery(news.order_by("-date", "-pk").values("text")[:1]))

    def after_init_instance(self, instance, new, row, **kwargs):
        super().after_init_instance(instance, new, row, **kwargs)
        instance.state_cells = {}
        self._update, self._is_changed = None, False
        if new and row.get(self.fields["number"].column_name) is None:
            instance.number = Project.objects.next_number()

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        self._is_changed = self._is_new or bool(self._changes)
        state = StateCells(instance, instance.state_cells)
        self._update = state.update()
        if self._update is None:
            return
        if not self.user.has_perm("roadmap.add_projectupdate"):
            raise ValidationError(
                gettext("Only an update changes the state of a project, and you may not write updates.")
            )
        news = [CellChange(self.fields["news"].column_name, "", state.cells["news"])] if "news" in state.cells else []
        self._changes += [*state.changes(self._update), *news]
        self._notes.append(self._note(self._update, has_news="news" in state.cells))

    def _note(self, update: ProjectUpdate, *, has_news: bool) -> str:
        text = gettext("Waits for publication as an update of %(day)s.")
        if self._may_publish:
            text = gettext("Becomes an update of %(day)s.")
        text %= {"day": formats.date_format(update.date, "SHORT_DATE_FORMAT")}
        return text if has_news else text + " " + gettext("Its text: “%(text)s”") % {"text": update.text}

    @cached_property
    def _round(self) -> ReportingRound | None:
        return current_round()

    @property
    def _may_publish(self) -> bool:
        return self.user.has_perm("roadmap.publish_projectupdate")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Do not check the project again if only its state changes: its update is checked."""
        if self._is_changed or import_validation_errors:
            super().validate_instance(instance, import_validation_errors, validate_unique)

    def save_instance(self, instance, is_create, row, **kwargs):
        if self._is_changed:
            with as_one_change(instance):
                super().save_instance(instance, is_create, row, **kwargs)
                self._tell(instance)
        else:
            self._tell(instance)

    def _tell(self, project: Project) -> None:
        update = self._update
        if update is None:
            return
        update.project = project
        if self._may_publish:
            report_update(update, by=self.user, round=self._round)
            return
        if project.updates.filter(state=State.SUBMITTED).exists():
            raise ValidationError(gettext("Another update of this project waits for publication."))
        update.author = self.user
        update.save()
        submit_update(update, by=self.user)

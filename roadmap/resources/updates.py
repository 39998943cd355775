"""Spreadsheets of updates: a file makes drafts, which the team reads and publishes like any other."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import ProjectUpdate
from roadmap.resources.milestones import PROJECT
from strategy_portal.publishing.spreadsheets import EntryNumber, SheetColumn, SpreadsheetResource

State = ProjectUpdate.State


class ProjectUpdateResource(SpreadsheetResource):
    """New rows are drafts of whoever imports: nothing is submitted, or public, before somebody has read it.

    Without a number, project, date and text identify an update, so importing a file twice adds nothing twice.
    """

    explanation = _("New updates are drafts. What is published or was sent back stays as it is.")

    id = EntryNumber(_("No. of the update"), within=("project",))
    project = SheetColumn("project", by=PROJECT)
    state = SheetColumn("state", readonly=True)
    is_confirmation = SheetColumn("is_confirmation", readonly=True)

    class Meta:
        model = ProjectUpdate
        fields = (
            *("id", "project", "date", "text", "status", "schedule", "state_reason", "priority", "priority_reason"),
            *("source_link", "source", "is_example", "state", "is_confirmation"),
        )
        import_id_fields = ("project", "date", "text")

    def reason_to_refuse(self, instance, is_new):
        if instance.state == State.PUBLISHED:
            return gettext("This update is public; it is history and never changes. Please write a new one.")
        if instance.state == State.REJECTED:
            return gettext("This update was rejected; write a new one.")
        return super().reason_to_refuse(instance, is_new)

    def before_save_instance(self, instance, row, **kwargs):
        if self._is_new:
            instance.author = self.user

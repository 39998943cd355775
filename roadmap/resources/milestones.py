"""Spreadsheets of milestones."""

from django.utils.translation import gettext_lazy as _

from roadmap.models import Milestone
from strategy_portal.publishing.spreadsheets import EntryNumber, SheetColumn, SpreadsheetResource

# What a file may identify a project by.
PROJECT = ("slug", "number", "title")


class MilestoneResource(SpreadsheetResource):
    id = EntryNumber(_("No. of the milestone"), within=("project",))
    project = SheetColumn("project", by=PROJECT)

    class Meta:
        model = Milestone
        fields = ("id", "project", "title", "due", "due_precision", "reached_on")
        import_id_fields = ("project", "title")

"""Spreadsheets of units."""

from roadmap.models import Department
from strategy_portal.publishing.spreadsheets import SpreadsheetResource


class DepartmentResource(SpreadsheetResource):
    class Meta:
        model = Department
        fields = ("number", "name", "slug", "contact_email")
        import_id_fields = ("slug",)

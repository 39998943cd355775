"""What many forms have in common: where a statement comes from, and the steps through the council."""

from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.forms.inlines import Blocks

SOURCE = (_("Source"), {"fields": ["source", "is_example"], "classes": ["collapse"]})


class Consultations(Blocks):
    """The steps of anything that goes through the council."""

    fields = [
        ("position", "role"),
        "body",
        ("date", "date_precision"),
        ("paper_number", "url"),
        "result",
        ("yes", "no", "abstain"),
        ("source", "is_example"),
    ]
    classes = ["collapse"]

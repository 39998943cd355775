"""What helps with writing: a preview of Markdown as readers get it, and how much room is left in a sentence."""

import json

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from strategy_portal.publishing.text.markdown import MarkdownField

# Columns of limited length in which people write sentences. In others, such as a postal code, nobody counts.
SENTENCES = {"benefit", "claim", "legal_basis", "result", "text", "title", "topic"}


def help_writing(field: forms.Field, column: models.Field) -> None:
    """Add to the form field of ``column`` what its kind of text needs; nothing to what is no text."""
    if isinstance(column, MarkdownField):
        _offer_preview(field)
    elif type(column) is models.CharField and column.name in SENTENCES and column.max_length and not column.choices:
        _count_characters(field, column.max_length)


def _offer_preview(field: forms.Field) -> None:
    syntax = gettext("Formatting: ## heading, - list, **bold**, [text](address).")
    field.help_text = f"{field.help_text} {syntax}".strip()
    words = {
        "address": reverse("admin:markdown_preview"),
        "title": gettext("Preview"),
        "ready": gettext("The preview shows what readers will see."),
        "empty": gettext("There is no text yet."),
        "failed": gettext("The preview cannot be loaded right now. Your text is not affected."),
        "denied": gettext("You are no longer logged in. Copy your text before you log in again."),
        "long": gettext("The text is too long for a preview. It can be saved all the same."),
    }
    field.widget.attrs["data-preview"] = json.dumps(words)


def _count_characters(field: forms.Field, limit: int) -> None:
    """Count instead of cutting off: browsers silently shorten what is pasted into a field with a maximum length."""
    field.widget.attrs.pop("maxlength", None)
    said = gettext("At most %(limit)d characters.") % {"limit": limit}
    field.help_text = format_html('{} <span class="said-by-counter">{}</span>', field.help_text, said)
    words = {
        "limit": limit,
        "left": gettext("{left} of {limit} characters left"),
        "over": gettext("Too long: {over} more than the {limit} characters that fit"),
    }
    field.widget.attrs["data-counter"] = json.dumps(words)

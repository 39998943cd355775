"""What a browser submits of the fields of a form, as pairs of name and value."""

from collections.abc import Iterator

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper

Pairs = Iterator[tuple[str, str]]


def widget_of(bound: forms.BoundField) -> forms.Widget:
    widget = bound.field.widget
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def names_of(bound: forms.BoundField) -> list[str]:
    """Return the names under which a field is sent: some consist of several inputs."""
    widget = widget_of(bound)
    suffixes = widget.widgets_names if isinstance(widget, forms.MultiWidget) else [""]
    return [bound.html_name + suffix for suffix in suffixes]


def as_stored(bound: forms.BoundField) -> Pairs:
    """Yield what a browser sends of a field that nobody has touched; nothing for a file, which then stays."""
    widget = widget_of(bound)
    if not isinstance(widget, forms.FileInput):
        yield from _pairs(widget, bound.html_name, bound.value())


def _pairs(widget: forms.Widget, name: str, value) -> Pairs:
    if isinstance(widget, forms.MultiWidget):
        values = widget.decompress(value) or []
        for part, suffix, single in zip(widget.widgets, widget.widgets_names, values, strict=True):
            yield from _pairs(part, name + suffix, single)
    elif isinstance(widget, forms.CheckboxInput):
        if value:
            yield name, "on"
    else:
        value = widget.format_value(value)
        for single in value if isinstance(value, list | tuple) else [value]:
            yield name, "" if single is None else str(single)

"""What a browser sends of a form, as pairs of name and value."""

import re
from collections.abc import Iterable, Iterator

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import QueryDict

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
        yield from _sent(widget, bound.html_name, bound.value())


def _sent(widget: forms.Widget, name: str, value) -> Pairs:
    if isinstance(widget, forms.MultiWidget):
        for part, suffix, single in zip(widget.widgets, widget.widgets_names, widget.decompress(value), strict=True):
            yield from _sent(part, name + suffix, single)
    elif isinstance(widget, forms.CheckboxInput):
        if value:
            yield name, "on"
    else:
        value = widget.format_value(value)
        for single in value if isinstance(value, list | tuple) else [value]:
            yield name, "" if single is None else str(single)


def without_rows(data: QueryDict, prefix: str, numbers: Iterable[int]) -> None:
    """Take the rows ``numbers`` out of a sent formset; those that follow move up."""
    names = re.compile(rf"^(initial-)?{re.escape(prefix)}-(\d+)-(.+)$")
    for number in sorted(numbers, reverse=True):
        for name in sorted(data, key=lambda name: (len(name), name)):
            match = names.match(name)
            if not match or int(match[2]) < number:
                continue
            values = data.pop(name)
            if int(match[2]) > number:
                data.setlist(f"{match[1] or ''}{prefix}-{int(match[2]) - 1}-{match[3]}", values)
        data[f"{prefix}-TOTAL_FORMS"] = str(int(data[f"{prefix}-TOTAL_FORMS"]) - 1)

"""Forms, and pagination of what they select."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext

from strategy_portal.publishing.text.label import Label

register = template.Library()


@dataclass(frozen=True)
class Choice:
    """One value of a filter; ``count``: how many rows have it while all other filters apply."""

    value: str
    label: Label
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A filter for the query parameter ``name``, with its choices; a switch has a single choice, which is on or off."""

    name: str
    label: Label
    choices: list[Choice]
    is_worded_by_city: bool = False
    is_switch: bool = False

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_chosen]


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(first, facets=(), further=(), kept=(), action="", target="", label="", id="filter"):
    return {
        "first": first,
        "facets": [facet for facet in facets if not facet.is_switch],
        "switches": [facet for facet in facets if facet.is_switch],
        "further": further,
        "kept": kept,
        "chosen": sum(len(facet.chosen) for facet in facets)
        + sum(bool(field.value()) and not field.errors for field in further),
        "action": action,
        "target": target,
        "label": label or gettext("Filter the list"),
        "id": id,
    }


@register.inclusion_tag("components/form_field.html")
def form_field(field):
    widget = field.field.widget
    kind = getattr(widget, "input_type", "textarea")
    css = {
        "select": "kern-form-input__select",
        "checkbox": "portal-checkbox",
        "radio": "",
    }.get(kind, "kern-form-input__input")
    return {
        "field": field,
        "kind": kind,
        "widget": field.as_widget(attrs={"class": css} if css else None),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    return {"form": form, "fields": [field for field in form if field.errors]}


@register.inclusion_tag("components/search_form.html")
def search_form(action, value="", id="site-search", label=""):
    return {"action": action, "value": value, "id": id, "label": label or gettext("Search the portal")}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, target="", parameter="seite"):
    def address(number):
        parameters = context["request"].GET.copy()
        parameters[parameter] = number
        return f"?{parameters.urlencode()}"

    return {
        "page": page,
        "target": target,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "numbers": [
            {
                "number": number,
                "url": address(number) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    }

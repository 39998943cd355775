"""Forms, and paging through what they select."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("components/filter_bar.html")
def filter_bar(form, action="", target="", label=""):
    fields = form.visible_fields()
    return {
        "form": form,
        "first": fields[0],
        "others": fields[1:],
        "filtered": any(field.value() for field in fields[1:]),
        "action": action,
        "target": target,
        "label": label or gettext("Filter the list"),
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
def search_form(action, value="", id="search", label=""):
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

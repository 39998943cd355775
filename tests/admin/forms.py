"""Using the admin's forms as a browser does: load the page, change something, send everything back. In English."""

from django.contrib import admin
from django.contrib.messages import get_messages

ROOT = "/en/verwaltung"


def address(row_or_model, page: str = "change") -> str:
    options = row_or_model._meta
    middle = (
        f"{row_or_model.pk}/" if page in ("change", "delete", "history") and not isinstance(row_or_model, type) else ""
    )
    end = "" if page == "changelist" else f"{page}/"
    return f"{ROOT}/{options.app_label}/{options.model_name}/{middle}{end}"


def filled_in(response) -> dict[str, str]:
    """Return the data that the form on the page would send without any change."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {"_version": response.context["version"]} if response.context.get("version") else {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                data[field.html_name] = [str(part) for part in value] if isinstance(value, list) else str(value)
    return data


def send(client, row_or_model, page: str = "change", *, button: str = "_continue", **changes):
    """Open a change or add page, fill in ``changes`` and press ``button``; return the page that follows."""
    response = client.get(address(row_or_model, page))
    assert response.status_code == 200
    return client.post(address(row_or_model, page), {**filled_in(response), **changes, button: "1"}, follow=True)


def act(client, model, action: str, rows):
    """Choose ``action`` for ``rows`` in the list; return the page that follows."""
    data = {
        "action": action,
        "_selected_action": [row.pk for row in rows],
        **seen(client, address(model, "changelist")),
    }
    return client.post(address(model, "changelist"), data, follow=True)


def seen(client, page: str) -> dict[str, str]:
    """Return the hidden field in which the list or confirmation page at ``page`` carries the versions of its rows."""
    context = client.get(page).context
    if "seen" in context:
        return {"_seen": context["seen"]}
    form = context.get("action_form")
    return {"_seen": form["_seen"].value()} if form and "_seen" in form.fields else {}


def confirm(client, page: str, **data):
    """Open the confirmation page at ``page`` and confirm; return the page that follows."""
    return client.post(page, {**seen(client, page), **data}, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)] or [
        str(message) for message in response.context["messages"]
    ]


def registered() -> list:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)

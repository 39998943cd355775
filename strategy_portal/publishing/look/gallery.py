"""The page that shows developers every component, with made-up content and without a database."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategy_portal.publishing.look.forms import Choice, Facet
from strategy_portal.publishing.look.icons import ICONS


class GalleryForm(forms.Form):
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Alle"), ("running", "In Umsetzung")])
    email = forms.EmailField(label="E-Mail", help_text="Nur für die Antwort; wird danach gelöscht.")
    message = forms.CharField(label="Nachricht", widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="Ich habe den Hinweis zum Datenschutz gelesen.")


class GalleryFilter(forms.Form):
    q = forms.CharField(label="Suchbegriff", required=False)
    seit = forms.DateField(label="Geändert seit", required=False, widget=forms.DateInput(attrs={"type": "date"}))


FACETS = [
    Facet("feld", "Handlungsfeld", [Choice("bildung", "Bildung", 4, True), Choice("mobilitaet", "Mobilität", 2)]),
    Facet("status", "Status", [Choice("running", "In Umsetzung", 6), Choice("paused", "Pausiert", 0)]),
    Facet("mitmachen", "Beteiligung", [Choice("1", "Sie können mitmachen", 3)], is_switch=True),
]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    checked = GalleryForm(
        {"form-email": "anna.schmidt", "form-message": "Wann kommt das Glasfaserkabel?"}, prefix="form"
    )
    return render(
        request,
        "gallery.html",
        {
            "checked_form": checked,
            "filter_form": (filter_form := GalleryFilter()),
            "dates": [filter_form["seit"]],
            "facets": FACETS,
            "page": Paginator(range(200), 10).page(4),
            "icons": sorted(ICONS),
        },
    )

"""The page that shows developers every component, with made-up content and without a database."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strategy_portal.publishing.icons import ICONS


class GalleryForm(forms.Form):
    q = forms.CharField(label="Suchbegriff", required=False)
    feld = forms.ChoiceField(
        label="Handlungsfeld",
        required=False,
        choices=[("", "Alle"), ("bildung", "Bildung"), ("mobilitaet", "Mobilität")],
    )
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Alle"), ("running", "In Umsetzung")])
    prioritaet = forms.ChoiceField(label="Priorität", required=False, choices=[("", "Alle"), ("high", "Hoch")])
    email = forms.EmailField(label="E-Mail", help_text="Nur für die Antwort; wird danach gelöscht.")
    message = forms.CharField(label="Nachricht", widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="Ich habe den Hinweis zum Datenschutz gelesen.")


class GalleryFilter(GalleryForm):
    email = message = agreed = None


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
            "filter_form": GalleryFilter(),
            "filtered_form": GalleryFilter({"second-feld": "bildung"}, prefix="second"),
            "page": Paginator(range(200), 10).page(4),
            "icons": sorted(ICONS),
        },
    )

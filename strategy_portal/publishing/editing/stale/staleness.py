"""Two people, one entry: whoever saves a form that no longer shows what is stored gets both versions to choose from."""

from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import OperationalError, connection, transaction
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext

from strategy_portal.publishing.editing.stale.conflict import Conflict, last_records
from strategy_portal.publishing.editing.stale.sheet import Sheet, in_words_of
from strategy_portal.publishing.editing.stale.snapshot import FIELD_NAME, Part, lock_rows, read_token, snapshot

# What the page sends that shows both versions.
AS_CHOSEN = "_as_chosen"
# How a form may be left. Verbs, such as publishing, are pressed anew once the right version is saved.
WAYS_OUT = ("_save", "_addanother", "_continue")


class StaleSaves:
    """A change form carries what it shows; under the lock of the row that must still be what is stored.

    Otherwise nothing is written, and status 409 brings both versions. A form without a valid token counts as stale.
    """

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["version"] = ""
        if obj and self.has_change_permission(request, obj):
            if request.method == "POST":  # the form comes back with its errors: it still shows what it showed
                context["version"] = request.POST.get(FIELD_NAME, "")
            else:
                inlines = context["inline_admin_formsets"]
                shown = snapshot(
                    self,
                    request,
                    obj,
                    [inline.formset for inline in inlines],
                    [inline.opts for inline in inlines],
                    context["adminform"].form.initial,
                )
                context["version"] = shown.token(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)

        @transaction.atomic
        def save():
            stale = self._stale_answer(request, unquote(object_id))
            return stale or super(StaleSaves, self).changeform_view(request, object_id, form_url, extra_context)

        try:
            return save()
        except OperationalError:
            if connection.in_atomic_block:
                raise
            # Two forms have locked the same rows in different order, and the database has ended this one for the
            # other's sake. It has written nothing yet, and now it finds what the other has stored.
            return save()

    def _stale_answer(self, request, key: str) -> TemplateResponse | None:
        """Return the page that says why nothing was saved; nothing when the form shows what is stored.

        What was chosen on such a page replaces what was sent.
        """
        if not self.has_change_permission(request):
            return None  # Django refuses
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            return None  # Django refuses
        row = self.get_object(request, key, to_field)
        began = read_token(request.POST.get(FIELD_NAME, ""), self.opts, row.pk if row else key)
        if row is None:
            return self._lost_page(request, key, began)
        if not self.has_change_permission(request, row):
            return self._lost_page(request, key, began, row) if began else None
        formsets, inlines = self._create_formsets(request, row, change=True)
        lock_rows(formsets)
        stored = snapshot(self, request, row, formsets, inlines)
        fresh = stored.agrees_with(began)
        if fresh and AS_CHOSEN not in request.POST:
            return None
        names = flatten_fieldsets(self.get_fieldsets(request, row))
        form_class = self.get_form(request, row, change=True, fields=names)
        if AS_CHOSEN in request.POST:
            request.POST = Conflict(request, form_class, row, formsets, inlines, stored, began).decided()
        if fresh:
            return None
        return self._conflict_page(request, row, Conflict(request, form_class, row, formsets, inlines, stored, began))

    def _conflict_page(self, request, row, conflict: Conflict) -> TemplateResponse:
        pressed = [name for name in WAYS_OUT if name in request.POST]
        verbs = [name for name in request.POST if name in self._verb_names(request, row)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("This entry was changed meanwhile"),
            "subtitle": str(row),
            "original": row,
            "entries": conflict.entries,
            "kept": conflict.kept,
            "files": conflict.files,
            "pairs": conflict.pairs,
            "knows_beginning": conflict.began is not None,
            "to_decide": any(entry.choices for entry in conflict.entries),
            "way_out": (pressed or ["_continue"])[0],
            "was_verb": bool(verbs),
            "field_name": FIELD_NAME,
            "version": conflict.stored.token(row),
            "is_popup": "_popup" in request.POST,
        }
        return TemplateResponse(request, "admin/stale/conflict.html", context, status=409)

    def _verb_names(self, request, row) -> list[str]:
        standing = getattr(self, "standing", None)
        return [verb.name for verb in standing(request, row).verbs] if standing else []

    def _lost_page(self, request, key: str, began, row=None) -> TemplateResponse:
        """Show what was typed for an entry that is gone, or that this person may not change any more."""
        names = flatten_fieldsets(self.get_fieldsets(request, None))
        form = self.get_form(request, None, change=False, fields=names)(request.POST, request.FILES)
        formsets, _inlines = self._create_formsets(request, form.instance, change=False)
        sheets = [(self.opts.verbose_name, form, self.model)]
        for formset in formsets:
            for number in range(len(formset.forms)):
                prefix = f"{formset.prefix}-{number}"
                each = formset.form(request.POST, prefix=prefix, **formset.get_form_kwargs(number))
                sheets.append((formset.model._meta.verbose_name, each, formset.model))
        texts = []
        for title, each, model in sheets:
            part = Part("", model, [*model._meta.concrete_fields, *model._meta.many_to_many])
            if text := in_words_of(Sheet(each, part, "")):
                texts.append((capfirst(title), text))
        # Only those who had the form learn who has deleted the entry.
        record = last_records(self.model, [key]).get(key) if began and not row else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Not saved: this entry may not be changed any more")
            if row
            else gettext("Not saved: this entry is gone"),
            "original": row,
            "record": record if record and record.history_type == "-" else None,
            "texts": texts,
        }
        return TemplateResponse(request, "admin/stale/lost.html", context, status=403 if row else 409)

"""The base of every admin: who may change what, what a saved change does, and what may be deleted."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.editing.attention import AttentionFilter, questions_about
from strategy_portal.publishing.editing.forms.content_form import ContentForm
from strategy_portal.publishing.editing.forms.fields import FORM_FIELDS, made_helpful, unsearchable_relations
from strategy_portal.publishing.editing.forms.relations import leave_out_drafts
from strategy_portal.publishing.editing.pages import declared
from strategy_portal.publishing.editing.records.pages import RECORD_PAGES, history_page
from strategy_portal.publishing.editing.shown_versions import add_to_list, reasons_to_look_again, versions_sent
from strategy_portal.publishing.editing.stale.staleness import LOCKED_ROW, save_unless_stale, shown_version
from strategy_portal.publishing.lifecycle import raise_content_revision
from strategy_portal.publishing.models import Publishable, Visibility

NOT_TO_ADD = _("This is or will be public: only those who may publish can add something to it.")


class ContentAdmin(admin.ModelAdmin):
    """Everything that readers may see: a saved change raises the content revision, and an address never changes.

    Two rules go beyond Django's rights, here and nowhere else. What is public, or will be at a planned time, is
    changed only by those who may publish; a row that has no visibility of its own follows the one that it is published
    with. Drafts are shown only to those who may change the model; whoever may just look at it, such as the advisory
    board's office at projects, finds what is public. What is neither published nor published with something (a
    department, a person, the city) is a matter of Django's rights alone.

    A class declares its own ``pages`` (:class:`AdminPage`) and ``form_context``, functions
    ``(model_admin, request, row)`` that return what the template of the change form gets; the row is None for a new
    one. Both add to what the bases declare.
    """

    pages = RECORD_PAGES
    form_context = []
    form = ContentForm
    formfield_overrides = FORM_FIELDS
    change_form_template = "admin/content/change_form.html"
    list_per_page = 50
    # A lookup that leads to the row which makes these rows public: "goal", "seat__group__body".
    published_with = ""
    # The field that counts the rows: the next number is suggested for a new one.
    counted_by = ""

    class Media:
        css = {"all": ["css/admin/drafting.css"]}
        js = ["admin/js/urlify.js", "js/admin-slug.js", "js/admin-counter.js", "js/admin-markdown.js"]  # in this order

    def is_public(self, row) -> bool:
        publishable = self._publishable_of(row)
        return publishable is None or publishable.is_public

    def _publishable_of(self, row) -> Publishable | None:
        """Return ``row``, or what it is published with; None if there is nothing to publish."""
        for name in filter(None, self.published_with.split("__")):
            row = getattr(row, name)
        return row if isinstance(row, Publishable) else None

    def is_scheduled(self, row) -> bool:
        """Whether a time is planned at which ``row``, or what it is published with, becomes public by itself."""
        publishable = self._publishable_of(row)
        return publishable is not None and publishable.is_scheduled

    def published_model(self) -> type[models.Model]:
        """Return the model whose right to publish decides about these rows."""
        model = self.model
        for name in filter(None, self.published_with.split("__")):
            model = model._meta.get_field(name).remote_field.model
        return model

    def has_publish_permission(self, request, obj=None) -> bool:
        """Whether this person may make such rows public; true where there is nothing to publish."""
        options = self.published_model()._meta
        if "publish" not in options.default_permissions:
            return True
        return request.user.has_perm(f"{options.app_label}.{get_permission_codename('publish', options)}")

    def reason_to_look_only(self, request, row) -> str:
        """Return why ``row`` may be looked at but not changed, though this person changes others; mostly empty."""
        changes_others = super().has_change_permission(request, row)
        if not changes_others or self.has_publish_permission(request, row):
            return ""
        if self.is_public(row):
            return gettext("It is public: only those who may publish can change it.")
        if self.is_scheduled(row):
            return gettext("Its publication is planned: only those who may publish can change it.")
        return ""

    def reason_not_to_add(self, request, row) -> str:
        """Return why this person may not add ``row`` to what it belongs to; mostly empty."""
        if not self.published_with or self.has_publish_permission(request):
            return ""
        return str(NOT_TO_ADD) if self.is_public(row) or self.is_scheduled(row) else ""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and self.reason_to_look_only(request, obj))

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if hasattr(rows, "public") and not super().has_change_permission(request):
            return rows.public()
        return rows

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Without the right to publish, a row is added to drafts only."""
        parent, _separator, further = self.published_with.partition("__")
        if db_field.name == parent and not self.has_publish_permission(request):
            prefix = f"{further}__" if further else ""
            drafts = {f"{prefix}visibility": Visibility.DRAFT, f"{prefix}publish_at": None}
            kwargs["queryset"] = db_field.remote_field.model._default_manager.filter(**drafts)
            kwargs["error_messages"] = {"invalid_choice": NOT_TO_ADD}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def reason_to_keep(self, row) -> str:
        """Return why ``row`` is not to be deleted, in a sentence for the editor; empty when it may be."""
        if isinstance(row, Publishable) and row.is_public:
            return gettext("What is published cannot be deleted. Withdraw it first.")
        return ""

    def get_object(self, request, object_id, from_field=None):
        """Lock the row that a form saves: a verb called meanwhile waits, and its result is not written over."""
        # What was compared with the form is still locked.
        if row := request.__dict__.pop(LOCKED_ROW, None):
            return row
        locks = request.method == "POST" and transaction.get_connection().in_atomic_block
        if locks:
            self.lock_before(object_id)
        row = super().get_object(request, object_id, from_field)
        if row and locks:
            try:
                row.refresh_from_db(from_queryset=self.locked_rows())
            except self.model.DoesNotExist:  # deleted while we waited for the lock
                return None
        return row

    def locked_rows(self) -> models.QuerySet:
        # "no key": who adds a row that refers to this one need not wait.
        return self.model._default_manager.select_for_update(no_key=True, of=("self",))

    def lock_before(self, object_id) -> None:
        """Lock what verbs lock before the row: everybody does so in the same order, and none waits for ever."""

    def visible_row(self, request, object_id) -> models.Model | None:
        """Return the row if this person may look at it. Who may look at none is not told which there are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(str(object_id)))
        if row is not None and not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def not_found(self, request, object_id) -> HttpResponse:
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        save = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if request.method != "POST" or object_id is None:
            return save()
        return save_unless_stale(self, request, unquote(object_id), save)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        for part in declared(self, "form_context"):
            context.update(part(self, request, obj))
        if obj and not super().has_change_permission(request):
            leave_out_drafts(self.admin_site, request, obj)
        context["reason_to_look_only"] = self.reason_to_look_only(request, obj) if obj else ""
        context["version"] = shown_version(self, request, obj, context)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_view_on_site_url(self, obj=None):
        if obj is None or not hasattr(obj, "get_absolute_url") or not self.is_public(obj):
            return None
        return obj.get_absolute_url()

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if self.counted_by:
            last = self.model._default_manager.aggregate(last=models.Max(self.counted_by))["last"] or 0
            initial.setdefault(self.counted_by, last + 1)
        return initial

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.slug_from = next(iter(self.prepopulated_fields.get("slug", [])), "")
        form.slug_is_taken = staticmethod(self.slug_is_taken)
        return form

    def slug_is_taken(self, slug: str) -> bool:
        return self.model._default_manager.filter(slug=slug).exists()

    def was_public(self, row) -> bool:
        """Whether readers may know the address of ``row``."""
        return row.was_public if hasattr(row, "was_public") else self.is_public(row)

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), *unsearchable_relations(self, request)]
        if obj and "slug" in self.prepopulated_fields and self.was_public(obj):
            return [*fields, "slug"]
        return fields

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return made_helpful(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_list_filter(self, request):
        questions = questions_about(self.model)
        return [*([AttentionFilter] if questions else []), *super().get_list_filter(request)]

    # Django saves the form, its relations and its inlines in one transaction; this is the last step of it.
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # What is published with another row may have belonged to a public one before.
        if self.published_with or self.is_public(form.instance):
            raise_content_revision()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        raise_content_revision()

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            raise_content_revision()

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not (obj and (self.reason_to_keep(obj) or self.reason_to_look_only(request, obj)))

    def delete_view(self, request, object_id, extra_context=None):
        """Say why a row is kept where Django would only say "forbidden"."""
        row = self.get_object(request, unquote(object_id))
        reason = ""
        if row and self.has_delete_permission(request):
            reason = self.reason_to_keep(row) or self.reason_to_look_only(request, row)
        if reason:
            self.message_user(request, reason, messages.ERROR)
            return redirect(self.address_of("change", row.pk))
        return super().delete_view(request, object_id, extra_context)

    def get_urls(self):
        own = [page.pattern(self) for page in declared(self, "pages") if page.exists_for(self)]
        return [*own, *super().get_urls()]

    def address_of(self, page: str, *args) -> str:
        return reverse(admin_urlname(self.opts, SafeString(page)), args=args)

    def page(self, request, template: str, *, status: int | None = None, **context) -> TemplateResponse:
        """Answer with a page below the list of these rows."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context, status=status)

    def history_view(self, request, object_id, extra_context=None):
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        return history_page(self, request, object_id)

    def has_see_deleted_permission(self, request) -> bool:
        """Whether this person may know of everything that was deleted, drafts, too."""
        return self.has_change_permission(request)

    def has_revive_permission(self, request) -> bool:
        return self.has_see_deleted_permission(request) and self.has_add_permission(request)

    def changelist_view(self, request, extra_context=None):
        context = {}
        if hasattr(self.model, "history") and self.has_see_deleted_permission(request):
            context["deleted_address"] = self.address_of("deleted")
        response = super().changelist_view(request, {**context, **(extra_context or {})})
        add_to_list(self, response)
        return response

    def versions_seen(self, request) -> dict[str, str] | None:
        """Return the versions of the rows of the page that was sent; nothing when the rows of all pages are meant."""
        return versions_sent(self.opts, request)

    actions = ["delete_selected"]

    @admin.action(description=_("Delete selected %(verbose_name_plural)s"), permissions=["delete"])
    def delete_selected(self, request, queryset):
        """Django's own action, which would say that rights are missing where a rule speaks against it."""
        # The page that asks comes from the list; the answer comes from that page.
        changed = {} if request.POST.get("post") else reasons_to_look_again(self.opts, request, queryset)
        reasons = (
            (row, self.reason_to_keep(row) or self.reason_to_look_only(request, row) or changed.get(row.pk))
            for row in queryset
        )
        kept = [(row, reason) for row, reason in reasons if reason]
        for row, reason in kept:
            self.message_user(request, f"{row}: {reason}", messages.ERROR)
        return None if kept else delete_selected(self, request, queryset)

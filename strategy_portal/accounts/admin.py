"""Who has an account for the administration, and which rights a group gives: the admin of users and groups.

Rights come from groups only; they are not given to single users. Only superusers may make somebody a superuser, or
change or delete a superuser's account. Otherwise everybody who manages users could become a superuser.
"""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from strategy_portal.accounts.roles import NAMES, PURPOSES

APPS = ("publishing", "strategy", "roadmap", "advisory_board", "auth")
ACTIONS = {
    "view": pgettext_lazy("right", "view"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "publish": pgettext_lazy("right", "publish"),
    "import": pgettext_lazy("right", "import"),
    "export": pgettext_lazy("right", "export"),
}

# Texts of Django's own account pages that are missing in Django's German catalogue. Naming them here puts them into
# the portal's catalogue.
DJANGO_SAYS = [
    _("Reset password"),
    _("Set password"),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("Password-based authentication"),
    _("Enabled"),
    _("Disabled"),
    _("Disable password-based authentication"),
    _("Enable password-based authentication"),
    _(
        "Whether the user will be able to authenticate using a password or not. "
        "If disabled, they may still be able to authenticate using other backends, "
        "such as Single Sign-On or LDAP."
    ),
]

admin.site.unregister([User, Group])


class RoleField(ModelMultipleChoiceField):
    """A checkbox for each group, labelled with its name and purpose."""

    widget = CheckboxSelectMultiple

    def label_from_instance(self, group):
        purpose = purpose_of(group)
        return f"{group.name}: {purpose}" if purpose else group.name


def purpose_of(group: Group) -> str:
    return next((str(PURPOSES[key]) for key, name in NAMES.items() if name == group.name), "")


@admin.register(User)
class AccountAdmin(UserAdmin):
    list_display = ["username", "full_name", "email", "roles", "units", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["units", "last_login", "date_joined"]
    filter_horizontal = []
    actions = ["delete_selected"]
    add_form = UserCreationForm
    add_form_template = None

    def get_fieldsets(self, request, obj=None):
        person = ("first_name", "last_name")
        may = ["is_staff", "groups", *(["is_superuser"] if request.user.is_superuser else [])]
        if obj is None:
            passwords = ["password1", "password2"]
            return [(None, {"fields": ["username", *passwords, person, "email"]}), (_("Rights"), {"fields": may})]
        return [
            (None, {"fields": ["username", "password", person, "email"]}),
            (_("Rights"), {"fields": ["is_active", *may, "units"]}),
            (_("Dates"), {"fields": ["last_login", "date_joined"]}),
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            return db_field.formfield(form_class=RoleField, help_text="", queryset=Group.objects.order_by("name"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """Make new accounts staff accounts: only the administration needs a login, readers don't."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "departments")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Nobody may delete their own account: it could be the last one that can create others."""
        may = super().has_delete_permission(request, obj) and self._may_reach(request, obj)
        return may and obj != request.user

    def _may_reach(self, request, account) -> bool:
        return request.user.is_superuser or account is None or not account.is_superuser

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, account):
        return account.get_full_name() or "-"

    @admin.display(description=_("roles"))
    def roles(self, account):
        if account.is_superuser:
            return gettext("may do everything")
        return ", ".join(group.name for group in account.groups.all()) or "-"

    @admin.display(description=_("officer of"))
    def units(self, account):
        """The departments for which this person reports; the form of a department assigns them."""
        return ", ".join(str(department) for department in account.departments.all()) or "-"


class RightsField(ModelMultipleChoiceField):
    widget = CheckboxSelectMultiple

    def label_from_instance(self, right):
        model = right.content_type.model_class()
        action = ACTIONS.get(right.codename.partition("_")[0])
        if model is None or action is None:
            return str(right)
        return f"{model._meta.app_config.verbose_name} · {capfirst(model._meta.verbose_name)} · {action}"


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    list_display = ["name", "purpose"]
    filter_horizontal = []

    @admin.display(description=_("what for"))
    def purpose(self, group):
        return purpose_of(group) or "-"

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            return db_field.formfield(form_class=RightsField, help_text="")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        """Offer the rights on content and accounts, and any other right that the group has, so that saving keeps it."""
        form = super().get_form(request, obj, **kwargs)
        if "permissions" in form.base_fields:
            content = Q(content_type__app_label__in=APPS) & ~Q(content_type__model__startswith="historical")
            offered = Permission.objects.filter(content | Q(group=obj.pk) if obj else content).distinct()
            order = ("content_type__app_label", "content_type__model", "pk")
            form.base_fields["permissions"].queryset = offered.select_related("content_type").order_by(*order)
        return form

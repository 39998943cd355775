"""Who may do what: the roles of the administration, each of which is a Django group.

``TABLE`` defines the rights of every role. ``migrate`` creates the groups and updates them (:func:`establish_roles`): a
right that is new in the table is granted, one that has gone from it is revoked. Everything else about a group is up to
the city, which may add and remove rights, rename the group or delete it; ``migrate`` leaves such changes alone.

Two more rules apply. Officers report only on the projects of the departments whose officers they are
(``Department.officers``). And public content can be changed only by those who may publish it, whatever else their
group allows (:class:`strategy_portal.publishing.editing.content.ContentAdmin`).
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db import router, transaction
from django.utils.translation import gettext_lazy as _

# Key -> name of the group. The name is not translated: it is content, which the city may change.
NAMES = {
    "officer": "Sachbearbeitung",
    "editor": "Redaktion",
    "publisher": "Veröffentlichung",
    "board_office": "Gremienbüro",
    "administrator": "Administration",
}

PURPOSES = {
    "officer": _("Reports how the projects of the own department stand."),
    "editor": _("Writes drafts of all that strategy and roadmap consist of, and updates of all projects."),
    "publisher": _("Publishes and withdraws, adopts editions, conducts reporting rounds, imports tables."),
    "board_office": _("Looks after the advisory board: seats and members, meetings, recommendations."),
    "administrator": _("May do everything, and looks after users and groups."),
}

ACTIONS = {
    "v": "view",
    "a": "add",
    "c": "change",
    "d": "delete",
    "p": "publish",
    "i": "import",
    "e": "export",
}

# Editors may not change the name of a department or of the city: it appears on public pages at once, without being
# published. Persons and the board's internal data are for the board's office only; the team writes the answers to
# recommendations. The office may view projects, fields and statements, which recommendations refer to; a role with
# "view" alone sees only public rows. Rows that the portal creates itself (frozen editions, reminders) can only be
# viewed.
TABLE = """
                                        officer editor publisher board_office administrator
publishing.municipality                 -       -      vacd      -            vacd
publishing.page                         -       vacd   vacdp     -            vacdp
strategy.actionfield                    -       vacde  vacdie    v            vacdie
strategy.actionfieldwording             -       vacd   vacd      -            vacd
strategy.consultationstep               -       vacd   vacd      -            vacd
strategy.edition                        -       vacd   vacdp     -            vacdp
strategy.focusarea                      -       vacd   vacd      -            vacd
strategy.frozenedition                  -       v      v         -            v
strategy.glossaryterm                   -       vacd   vacdp     -            vacdp
strategy.goal                           -       vacd   vacdp     -            vacdp
strategy.indicator                      -       vacd   vacd      -            vacd
strategy.indicatorvalue                 -       vacde  vacdie    -            vacdie
strategy.partner                        -       vacd   vacdp     -            vacdp
strategy.strategyevent                  -       vacd   vacdp     -            vacdp
strategy.visionstatement                -       vacd   vacd      v            vacd
strategy.visionstatementwording         -       vacd   vacd      -            vacd
roadmap.department                      -       vae    vacdie    -            vacdie
roadmap.formeraddress                   -       v      vacd      -            vacd
roadmap.milestone                       -       vacde  vacdie    -            vacdie
roadmap.milestonechange                 vacd    vacd   vacd      -            vacd
roadmap.project                         -       vacde  vacdpie   v            vacdpie
roadmap.projectconsultation             -       vacd   vacd      -            vacd
roadmap.projectlink                     -       vacd   vacd      -            vacd
roadmap.projectupdate                   vacd    vacde  vacdpie   -            vacdpie
roadmap.reminder                        -       -      v         -            v
roadmap.reportinground                  -       v      vacd      -            vacd
advisory_board.agendaitem               -       -      -         vacdie       vacdie
advisory_board.attendance               -       -      -         vacd         vacd
advisory_board.boarddocument            -       -      -         vacdp        vacdp
advisory_board.body                     -       -      -         vacdp        vacdp
advisory_board.callformembers           -       -      -         vacdp        vacdp
advisory_board.consent                  -       -      -         vacd         vacd
advisory_board.impulse                  -       -      -         vacdp        vacdp
advisory_board.meeting                  -       -      -         vacdpie      vacdpie
advisory_board.membership               -       -      -         vacdie       vacdie
advisory_board.minutes                  -       -      -         vacd         vacd
advisory_board.person                   -       -      -         vacdie       vacdie
advisory_board.recommendation           -       -      vcp       vacdp        vacdp
advisory_board.recommendationconsultation -     -      vacd      vacd         vacd
advisory_board.seat                     -       -      -         vacd         vacd
advisory_board.seatgroup                -       -      -         vacd         vacd
advisory_board.selectioncriterion       -       -      -         vacd         vacd
advisory_board.term                     -       -      -         vacd         vacd
advisory_board.vote                     -       -      -         vacd         vacd
auth.group                              -       -      -         -            vacd
auth.user                               -       -      -         -            vacd
"""


def read(table: str) -> dict[str, frozenset[str]]:
    """Return the rights in a table like ``TABLE``: key of a role -> rights such as ``"roadmap.change_project"``.

    The first line names the roles. Every other line has a model and one word per role: a letter for each of
    ``ACTIONS``, or ``-`` for none. Words missing at the end of a line also mean none, so a new role, added as the last
    column, needs words only in the lines of the models that it has rights on.
    """
    (keys, *lines) = (line.split() for line in table.strip().splitlines())
    rights = {key: set() for key in keys}
    for label, *words in lines:
        app, model = label.split(".")
        for key, word in zip(keys, words + ["-"] * (len(keys) - len(words)), strict=True):
            rights[key] |= {f"{app}.{ACTIONS[letter]}_{model}" for letter in word.replace("-", "")}
    return {key: frozenset(codes) for key, codes in rights.items()}


def establish_roles(*, using: str, apps: Apps = installed_apps, **_signal: Any) -> None:
    """Update the groups in the database ``using`` from the rights that the table granted last to those it grants now.

    Receives the signal post_migrate, with the ``apps`` that have been migrated. It is safe to run it again, even twice
    at the same time.
    """
    try:
        Role = apps.get_model("strategy_portal", "Role")
    except LookupError:  # in the migration state ``apps`` the model does not exist (yet)
        return
    if not router.allow_migrate_model(using, Role):
        return
    roles, groups = Role.objects.using(using), apps.get_model("auth", "Group").objects.using(using)
    rights = read(TABLE)
    with transaction.atomic(using=using):
        for key, name in NAMES.items():
            roles.get_or_create(key=key, defaults={"group": partial(_new_group, groups, name)})
        for role in roles.select_for_update().order_by("key"):
            last, now = set(role.granted), rights.get(role.key, frozenset())
            if last == now:
                continue
            if role.group:
                role.group.permissions.add(*_permissions(apps, using, now - last, make=True))
                role.group.permissions.remove(*_permissions(apps, using, last - now, make=False))
            role.granted = sorted(now)
            role.save(update_fields=["granted"])


def _new_group(groups, name: str):
    """Return a new group; None if the city has one with this name already, whose members should not gain rights."""
    group, is_new = groups.get_or_create(name=name)
    return group if is_new else None


def _permissions(apps, using: str, codes: Iterable[str], *, make: bool) -> list:
    """Return the permissions named by ``codes``; with ``make``, create those that Django has not created yet."""
    permissions = apps.get_model("auth", "Permission").objects.using(using).select_related("content_type")
    found = {f"{each.content_type.app_label}.{each.codename}": each for each in permissions}
    if make:
        found |= {code: _make(apps, using, code) for code in sorted(codes) if code not in found}
    return [found[code] for code in codes if code in found]


def _make(apps, using: str, code: str):
    app, codename = code.split(".")
    action, model = codename.split("_", 1)
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    content_type, _is_new = content_types.get_or_create(app_label=app, model=model)
    name = f"Can {action} {installed_apps.get_model(app, model)._meta.verbose_name_raw}"  # as Django would name it
    return permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]

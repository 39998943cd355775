"""Who may do what: the roles of the administration, each a group of Django's.

The groups are made by a migration, and from then on they belong to the city: it may give a group more rights, take
some away, rename it or delete it. A later migration only adds the rights that are new in that release (:func:`grant`),
to the groups that still have their name; nothing is ever taken away, and what the city has taken away stays away.

Besides a group, two things count. An officer reports on the projects of the departments whose officer she is
(``Department.officers``). And what is public is changed only by those who may publish it, whatever else their group
allows (:class:`strategy_portal.publishing.editing.content.ContentAdmin`).
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

# Key -> name of the group. The name is content, as the city may change it, and not translated.
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

# The name of a unit or of the city is on public pages at once, and nobody publishes it: editors do not change it.
# Persons, and what the board does not say in public, are its office's; the team writes the answers. The office sees
# the projects, fields and statements that a recommendation may be about; who may only view finds what is public.
# What the portal makes itself (frozen editions, sent reminders) is looked at.
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
    """Return key of a role -> its rights, such as ``"roadmap.change_project"``, as a table like ``TABLE`` gives them.

    The first line names the roles, each other line a model with one word per role: a letter for each of ``ACTIONS``,
    or ``-`` for none.
    """
    (keys, *lines) = (line.split() for line in table.strip().splitlines())
    rights = {key: set() for key in keys}
    for label, *words in lines:
        app, model = label.split(".")
        for key, word in zip(keys, words, strict=True):
            rights[key] |= {f"{app}.{ACTIONS[letter]}_{model}" for letter in word.replace("-", "")}
    return {key: frozenset(codes) for key, codes in rights.items()}


def found(apps, alias: str, rights: Mapping[str, Iterable[str]]) -> None:
    """Make the group of each role that is a key of ``rights``, and give it these rights."""
    for key in rights:
        apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=NAMES[key])
    grant(apps, alias, rights)


def grant(apps, alias: str, rights: Mapping[str, Iterable[str]]) -> None:
    """Add rights to the groups of roles in the database ``alias``; take none away. May be repeated.

    ``apps`` are those of a migration, or Django's own. A right that is missing in the database is made: Django would
    make it only after the last migration. A group that the city has renamed or deleted is left alone.
    """
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for key, codes in rights.items():
        group = groups.filter(name=NAMES[key]).first()
        if group:
            group.permissions.add(*(_right(apps, alias, code) for code in sorted(codes)))


def _right(apps, alias: str, code: str):
    app, codename = code.split(".")
    action, model = codename.split("_", 1)
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    content_type, _made = content_types.get_or_create(app_label=app, model=model)
    name = f"Can {action} {apps.get_model(app, model)._meta.verbose_name_raw}"  # as Django would name it
    return permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]

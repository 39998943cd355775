"""Makes the groups of the roles. The table is the one of this release and stays as it is; roles.py has today's."""

from django.conf import settings
from django.db import migrations

NAMES = {
    "officer": "Sachbearbeitung",
    "editor": "Redaktion",
    "publisher": "Veröffentlichung",
    "board_office": "Gremienbüro",
    "administrator": "Administration",
}

ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete", "p": "publish", "i": "import", "e": "export"}

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


def make_groups(apps, schema_editor):
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    (keys, *lines) = (line.split() for line in TABLE.strip().splitlines())
    made = {key: groups.get_or_create(name=NAMES[key])[0] for key in keys}
    for label, *words in lines:
        app, model = label.split(".")
        content_type, _made = content_types.get_or_create(app_label=app, model=model)
        for key, word in zip(keys, words, strict=True):
            for letter in word.replace("-", ""):
                # Django would make a permission only after the last migration; this is how it would name it.
                name = f"Can {ACTIONS[letter]} {apps.get_model(app, model)._meta.verbose_name_raw}"
                permission, _made = permissions.get_or_create(
                    content_type=content_type, codename=f"{ACTIONS[letter]}_{model}", defaults={"name": name}
                )
                made[key].permissions.add(permission)


class Migration(migrations.Migration):
    replaces = [("strategy_portal", "0001_roles")]

    initial = True

    dependencies = [
        ("advisory_board", "0001_first_release"),
        ("roadmap", "0001_first_release"),
        ("strategy", "0001_first_release"),
        ("publishing", "0001_first_release"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The way back leaves the groups: users are in them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]

"""Notes what the roles were granted in portals that are older than the table of roles in the database.

There, 0001_first_release counts as applied without having made the table: the migration that it replaces had made
groups and nothing else. TABLE is the one of that time and stays as it is; the roles of today are no matter of migrations.
"""

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


def granted() -> dict[str, list[str]]:
    """Return key of a role -> the rights that TABLE gives it."""
    (keys, *lines) = (line.split() for line in TABLE.strip().splitlines())
    rights = {key: [] for key in keys}
    for label, *words in lines:
        app, model = label.split(".")
        for key, word in zip(keys, words, strict=True):
            rights[key] += [f"{app}.{ACTIONS[letter]}_{model}" for letter in word.replace("-", "")]
    return rights


def note(apps, schema_editor):
    Role = apps.get_model("strategy_portal", "Role")
    connection = schema_editor.connection
    if Role._meta.db_table in connection.introspection.table_names():
        return  # a new portal
    schema_editor.create_model(Role)
    groups = apps.get_model("auth", "Group").objects.using(connection.alias)
    for key, rights in granted().items():
        # A group that has lost its name is the city's alone; it cannot be told from one that was deleted.
        group = groups.filter(name=NAMES[key]).first()
        Role.objects.using(connection.alias).create(key=key, group=group, granted=sorted(rights))


class Migration(migrations.Migration):
    dependencies = [("strategy_portal", "0001_first_release")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

"""Makes the groups of the roles. The table is the one of this release and stays as it is; roles.py has today's."""

from django.conf import settings
from django.db import migrations

from strategy_portal.accounts import roles

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
    roles.found(apps, schema_editor.connection.alias, roles.read(TABLE))


class Migration(migrations.Migration):
    dependencies = [
        ("advisory_board", "0002_history_and_permissions"),
        ("roadmap", "0003_history_and_permissions"),
        ("strategy", "0002_history_and_permissions"),
        ("publishing", "0003_history_and_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The way back leaves the groups: users are in them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]

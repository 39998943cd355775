"""``migrate`` updates the groups to the table of roles, and leaves alone what the city has changed in them."""

import threading

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

from strategy_portal.accounts import roles
from strategy_portal.models import Role
from tests import make

PARTNER = "strategy.partner"


def migrate() -> None:
    call_command("migrate", verbosity=0)


def table_with(*, without: str = "", **words: str) -> str:
    """Return the table of roles with different rights on partners: ``words`` has one for each role to change.

    A role that the table does not have is added; the role ``without`` is left out.
    """
    (keys, *lines) = (line.split() for line in roles.TABLE.strip().splitlines())
    table = {label: dict(zip(keys, row, strict=True)) for label, *row in lines}
    table[PARTNER] |= words
    keys = [key for key in dict.fromkeys([*keys, *words]) if key != without]
    rows = [[label, *(row.get(key, "-") for key in keys)] for label, row in table.items()]
    return "\n".join(map(" ".join, [keys, *rows]))


@pytest.fixture
def change_table(db, monkeypatch):
    """Return a function that migrates with a changed line of partners, in which editors normally have "vacd"."""

    def change(**words: str) -> None:
        monkeypatch.setattr(roles, "TABLE", table_with(**words))
        migrate()

    return change


@pytest.fixture
def editors(db) -> Group:
    return Group.objects.get(name="Redaktion")


def right(code: str) -> Permission:
    return Permission.objects.get(content_type__app_label="strategy", codename=f"{code}_partner")


def partner_rights(group: Group) -> set[str]:
    """Return the rights of ``group`` on partners."""
    found = group.permissions.filter(content_type__app_label="strategy", content_type__model="partner")
    return {codename.removesuffix("_partner") for codename in found.values_list("codename", flat=True)}


def everything() -> dict[str, set[str]]:
    return {group.name: {each.codename for each in group.permissions.all()} for group in Group.objects.all()}


def test_a_right_that_is_new_in_the_table_is_granted(change_table, editors):
    before = everything()

    change_table(editor="vacdp")

    assert everything() == before | {"Redaktion": before["Redaktion"] | {"publish_partner"}}


def test_a_right_that_is_no_longer_in_the_table_is_taken_away(change_table, editors):
    before = everything()

    change_table(editor="v")

    gone = {"add_partner", "change_partner", "delete_partner"}
    assert everything() == before | {"Redaktion": before["Redaktion"] - gone}


def test_there_and_back_is_as_before(change_table):
    before = everything()

    change_table(editor="p", officer="vacd")
    assert everything() != before
    change_table(editor="vacd", officer="-")

    assert everything() == before


def test_what_the_city_took_away_stays_away(change_table, editors):
    editors.permissions.remove(right("add"))

    migrate()
    assert partner_rights(editors) == {"view", "change", "delete"}
    change_table(editor="vacdp")

    assert partner_rights(editors) == {"view", "change", "delete", "publish"}


def test_what_the_city_gave_stays(change_table, editors):
    editors.permissions.add(right("publish"))

    migrate()
    assert partner_rights(editors) == {"view", "add", "change", "delete", "publish"}
    change_table(editor="vac")

    assert partner_rights(editors) == {"view", "add", "change", "publish"}


def test_a_right_that_comes_back_after_the_city_took_it_away_is_new(change_table, editors):
    editors.permissions.remove(right("add"))

    change_table(editor="vcd")
    assert partner_rights(editors) == {"view", "change", "delete"}
    change_table(editor="vacd")

    assert partner_rights(editors) == {"view", "add", "change", "delete"}


def test_a_renamed_group_follows_with_its_members(change_table, editors):
    member = make.member("editor")
    editors.name = "Team Digitales"
    editors.save()

    change_table(editor="vp")

    assert partner_rights(editors) == {"view", "publish"}
    assert not Group.objects.filter(name="Redaktion").exists()
    assert list(editors.user_set.all()) == [member]


def test_a_deleted_group_is_not_made_again(change_table, editors):
    editors.delete()
    before = everything()

    migrate()
    change_table(editor="vacdp")

    assert everything() == before
    assert "Redaktion" not in before


def test_a_new_role_gets_a_group(change_table, monkeypatch):
    monkeypatch.setitem(roles.NAMES, "press", "Presse")
    before = everything()

    change_table(press="ve")

    assert everything() == before | {"Presse": {"view_partner", "export_partner"}}


def test_a_group_of_the_city_that_has_the_name_of_a_new_role_stays_as_it_is(change_table, monkeypatch):
    monkeypatch.setitem(roles.NAMES, "press", "Presse")
    group = Group.objects.create(name="Presse")
    group.permissions.add(right("change"))

    change_table(press="ve")
    assert partner_rights(group) == {"change"}
    change_table(press="c")
    change_table(press="-")

    assert partner_rights(group) == {"change"}


def test_a_role_that_is_gone_loses_its_rights_and_keeps_its_members(change_table, monkeypatch, editors):
    member = make.member("editor")
    monkeypatch.delitem(roles.NAMES, "editor")
    editors.permissions.add(Permission.objects.get(codename="view_logentry"))

    change_table(without="editor")

    assert [each.codename for each in editors.permissions.all()] == ["view_logentry"]
    assert list(editors.user_set.all()) == [member]


def test_a_right_that_django_has_not_made_yet_is_made_as_django_would(change_table, editors):
    Permission.objects.filter(codename="publish_partner").delete()

    change_table(editor="vacdp")

    assert right("publish").name == "Can publish partner"
    assert partner_rights(editors) == {"view", "add", "change", "delete", "publish"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_what_one_does():
    before = everything()
    Group.objects.all().delete()
    Role.objects.all().delete()
    faults = []

    def establish() -> None:
        try:
            roles.establish_roles(using="default")
        except Exception as fault:  # otherwise it would be lost in the thread
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=establish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert everything() == before
    assert set(Role.objects.values_list("key", "group__name")) == set(roles.NAMES.items())

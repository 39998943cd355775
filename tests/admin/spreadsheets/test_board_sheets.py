"""Spreadsheets of the advisory board: persons and memberships, meetings and their agenda."""

import datetime

import pytest

from advisory_board.erasure import erase_person
from advisory_board.models import AgendaItem, Meeting, Membership, Person, Vote
from tests import make
from tests.admin.spreadsheets.sheets import Sheet, differences, problems

PERSONS = Sheet(Person)
MEMBERSHIPS = Sheet(Membership)
MEETINGS = Sheet(Meeting)
AGENDA = Sheet(AgendaItem)


class TestPersons:
    HEADINGS = "Nr. der Person;Name;E-Mail;Biografie"

    def test_persons_are_added_and_changed(self, alice):
        anna = make.person(name="Anna Muster", email="anna@example.org")

        preview = PERSONS.upload(
            alice, self.HEADINGS, f"{anna.pk};Anna Beispiel;anna@example.org;", ";Ben Muster;;Gärtner."
        )

        assert differences(preview) == {
            "Anna Beispiel": [("Name", "Anna Muster", "Anna Beispiel")],
            "Ben Muster": [("Name", "", "Ben Muster"), ("Biografie", "", "Gärtner.")],
        }
        PERSONS.confirm(alice, preview)
        assert set(Person.objects.values_list("name", "biography")) == {
            ("Anna Beispiel", ""),
            ("Ben Muster", "Gärtner."),
        }
        assert set(Person.history.filter(history_change_reason="Import von datei.csv").values_list("name")) == {
            ("Anna Beispiel",),
            ("Ben Muster",),
        }

    def test_what_was_erased_does_not_come_back(self, alice):
        anna, ben = make.person(name="Anna Muster", email="anna@example.org"), make.person(name="Ben Muster")
        file = PERSONS.exported(alice)
        erase_person(anna)
        number = ben.pk
        ben.delete()

        page = PERSONS.upload(alice, *file)

        assert problems(page) == [
            "Zeile 2: Die Daten dieser Person wurden gelöscht und dürfen nicht wieder eingetragen werden.",
            "Zeile 3, Spalte „Nr. der Person“: Einen Eintrag mit dieser Nummer gibt es nicht. "
            "Lassen Sie die Zelle für einen neuen Eintrag leer.",
        ]
        assert list(Person.objects.values_list("name", "email")) == [("Person (Daten gelöscht)", "")]
        # Importing what the export now has for this person changes nothing.
        assert PERSONS.exported(alice) == [self.HEADINGS, f"{anna.pk};Person (Daten gelöscht);;"]
        assert PERSONS.upload(alice, *PERSONS.exported(alice)).context["rows"] == []
        assert number not in Person.objects.values_list("pk", flat=True)

    @pytest.mark.parametrize("role", ["officer", "editor", "publisher"])
    def test_only_the_board_office_may_use_them(self, db, role):
        charlie = make.client(make.member(role))
        make.person()

        for sheet in (PERSONS, MEMBERSHIPS, MEETINGS, AGENDA):
            pages = ("", "import/", "export/csv/", "export/xlsx/")
            assert [charlie.get(sheet.address + page).status_code for page in pages] == [403] * 4


class TestMemberships:
    HEADINGS = "Nr. der Mitgliedschaft;Amtszeit;Sitz;Person;Organisation oder Funktion;Rolle;Von;Bis"
    NAMED = "Amtszeit;Sitz;Person;Organisation oder Funktion;Rolle;Von;Bis"

    def seat(self, board="Digitalbeirat"):
        body = make.body(name=board)
        make.term(body=body, number=1)
        return make.seat(group=make.seat_group(body=body, name="Bürgerschaft"), number=3)

    def test_with_one_board(self, alice):
        seat = self.seat()
        make.person(name="Anna Muster")
        old = make.membership(seat=seat, organisation="Handel", end=datetime.date(2026, 1, 31))

        preview = MEMBERSHIPS.upload(
            alice,
            self.NAMED,
            "1;Bürgerschaft 3;;Handel;Mitglied;;31.01.2026",
            "1;bürgerschaft 3;Anna Muster;;Vorsitz;01.02.2026;",
        )

        assert preview.context["counts"][::2] == ["1 neuer Eintrag", "1 Eintrag bleibt, wie er ist"]
        MEMBERSHIPS.confirm(alice, preview)
        new = Membership.objects.exclude(pk=old.pk).get()
        assert MEMBERSHIPS.exported(alice) == [
            self.HEADINGS,
            f"{old.pk};1;Bürgerschaft 3;;Handel;Mitglied;;31.01.2026",
            f"{new.pk};1;Bürgerschaft 3;Anna Muster;;Vorsitz;01.02.2026;",
        ]

    def test_with_two_boards(self, alice):
        first = make.membership(seat=self.seat(), organisation="Handel")
        second = make.membership(seat=self.seat("Jugendbeirat"), organisation="Schule")

        assert MEMBERSHIPS.exported(alice)[1:] == [
            f"{first.pk};Digitalbeirat: 1;Digitalbeirat: Bürgerschaft 3;;Handel;Mitglied;;",
            f"{second.pk};Jugendbeirat: 1;Jugendbeirat: Bürgerschaft 3;;Schule;Mitglied;;",
        ]
        assert problems(MEMBERSHIPS.upload(alice, self.NAMED, "1;Bürgerschaft 3;;Neu;Gast;;")) == [
            f"Zeile 2, Spalte „{heading}“: „{name}“ heißen mehrere Einträge. "
            f"Möglich sind: Digitalbeirat: {name}, Jugendbeirat: {name}."
            for heading, name in (("Amtszeit", "1"), ("Sitz", "Bürgerschaft 3"))
        ]
        page = MEMBERSHIPS.upload(alice, self.NAMED, "Jugendbeirat: 1;Digitalbeirat: Bürgerschaft 3;;Neu;Gast;;")
        assert problems(page) == ["Zeile 2: Sitz und Amtszeit gehören zu verschiedenen Beiräten."]

    def test_persons_of_one_name(self, alice):
        seat = self.seat()
        anna, _other = make.person(name="Anna Muster"), make.person(name="Anna Muster")
        membership = make.membership(seat=seat, person=anna)

        file = MEMBERSHIPS.exported(alice)

        assert file[1] == f"{membership.pk};1;Bürgerschaft 3;Anna Muster (Nr. {anna.pk});;Mitglied;;"
        assert MEMBERSHIPS.upload(alice, *file).context["rows"] == []
        assert problems(MEMBERSHIPS.upload(alice, self.NAMED, "1;Bürgerschaft 3;Anna Muster;;Gast;;")) == [
            f"Zeile 2, Spalte „Person“: „Anna Muster“ heißen mehrere Einträge. "
            f"Möglich sind: Anna Muster (Nr. {anna.pk}), Anna Muster (Nr. {_other.pk})."
        ]

    def test_a_seat_is_taken_once_and_nobody_is_made_up(self, alice):
        make.membership(seat=self.seat(), organisation="Handel")
        make.person(name="Anna Muster")

        assert problems(MEMBERSHIPS.upload(alice, self.NAMED, "1;Bürgerschaft 3;Anna Muster;;Mitglied;;")) == [
            "Zeile 2, Spalte „Sitz“: Dieser Sitz ist in dieser Amtszeit bereits besetzt. "
            "Beenden Sie zuerst die andere Mitgliedschaft."
        ]
        assert problems(MEMBERSHIPS.upload(alice, self.NAMED, "1;Bürgerschaft 3;Ben Muster;;Gast;;")) == [
            "Zeile 2, Spalte „Person“: „Ben Muster“ gibt es nicht. Meinen Sie „Anna Muster“?"
        ]


class TestMeetings:
    def test_a_new_meeting_is_a_draft(self, alice):
        make.body(name="Digitalbeirat")

        MEETINGS.take_in(
            alice,
            "Nummer;Titel;Datum;Beginn (Uhrzeit);Ende (Uhrzeit);Form;offen für alle Interessierten;Sichtbarkeit",
            "7;Siebte Sitzung;12.03.2026;17:30;19 Uhr;hybrid;ja;Veröffentlicht",
        )

        [meeting] = Meeting.objects.all()
        assert (meeting.body.name, meeting.visibility, meeting.form) == ("Digitalbeirat", "draft", "hybrid")
        assert (meeting.start_time, meeting.end_time) == (datetime.time(17, 30), datetime.time(19))
        assert meeting.is_open

    def test_a_spreadsheet_cannot_publish(self, alice):
        make.meeting(number=7, published=False)

        assert problems(MEETINGS.upload(alice, "Nummer;Sichtbarkeit", "7;Veröffentlicht")) == [
            "Zeile 2, Spalte „Sichtbarkeit“: Diese Spalte lässt sich hier nicht ändern. Im Portal steht: Entwurf"
        ]

    def test_with_two_boards_a_meeting_says_whose_it_is(self, alice):
        make.body(name="Digitalbeirat")
        make.body(name="Jugendbeirat")
        headings = "Nummer;Beirat;Titel;Datum"

        assert problems(MEETINGS.upload(alice, headings, "7;;Siebte;12.03.2026")) == [
            "Zeile 2, Spalte „Beirat“: Diese Zelle darf nicht leer sein."
        ]
        MEETINGS.take_in(alice, headings, "7;Jugendbeirat;Siebte;12.03.2026")
        assert Meeting.objects.get().body.name == "Jugendbeirat"

    @pytest.mark.parametrize("written", ["17:30", "17.30", "17:30:00", "17:30 Uhr", "17.30 h"])
    def test_times(self, alice, written):
        make.meeting(number=7)

        MEETINGS.take_in(alice, "Nummer;Beginn (Uhrzeit)", f"7;{written}")

        assert Meeting.objects.get().start_time == datetime.time(17, 30)

    @pytest.mark.parametrize("written", ["17", "24:00", "17:60", "halb sechs", "17:30-19:00"])
    def test_no_times(self, alice, written):
        make.meeting(number=7)

        assert problems(MEETINGS.upload(alice, "Nummer;Beginn (Uhrzeit)", f"7;{written}")) == [
            f"Zeile 2, Spalte „Beginn (Uhrzeit)“: „{written}“ ist keine Uhrzeit. Schreiben Sie zum Beispiel 14:30."
        ]


class TestAgenda:
    HEADINGS = (
        "Sitzung;Nummer;Titel;Öffentlich;Ergebnis;Ja-Stimmen;Nein-Stimmen;Enthaltungen;Befangen, ohne Mitwirkung;"
        "Niederschrift zum Tagesordnungspunkt;Impuls"
    )
    VOTES = "Sitzung;Nummer;Ja-Stimmen;Nein-Stimmen;Enthaltungen"

    def test_an_agenda_with_its_votes(self, alice):
        meeting = make.meeting(number=7, title="Siebte Sitzung")
        make.meeting(number=8)
        item = make.agenda_item(meeting=meeting, number=1, title="Begrüßung")

        AGENDA.take_in(
            alice,
            self.HEADINGS,
            "7;1;Begrüßung und Regularien;ja;;;;;;;",
            "Siebte Sitzung;2;WLAN;ja;empfohlen;9;;1;;Alle wollen es.;",
            "7;3;Personalie;nein;;;;;;;",
        )

        assert AGENDA.exported(alice, f"?meeting__id__exact={meeting.pk}") == [
            self.HEADINGS,
            "7;1;Begrüßung und Regularien;ja;;;;;;;",
            "7;2;WLAN;ja;empfohlen;9;0;1;0;Alle wollen es.;",
            "7;3;Personalie;nein;;;;;;;",
        ]
        assert list(AgendaItem.objects.filter(vote__isnull=False).values_list("number")) == [(2,)]
        assert Vote.history.get().history_change_reason == "Import von datei.csv"
        assert item.history.first().history_change_reason == "Import von datei.csv"

    def test_a_vote_is_changed_and_never_lost(self, alice):
        item = make.agenda_item(meeting=make.meeting(number=7), number=2)
        make.vote(agenda_item=item, yes=9, abstain=1)

        assert problems(AGENDA.upload(alice, self.VOTES, "7;2;;;")) == [
            f"Zeile 2, Spalte „{heading}“: Diese Zelle darf nicht leer sein."
            for heading in ("Ja-Stimmen", "Enthaltungen")
        ]
        assert differences(AGENDA.upload(alice, self.VOTES, "7;2;8;1;1")) == {
            str(item): [("Ja-Stimmen", "9", "8"), ("Nein-Stimmen", "0", "1")]
        }
        AGENDA.take_in(alice, self.VOTES, "7;2;8;1;1")
        assert Vote.objects.values_list("yes", "no", "abstain").get() == (8, 1, 1)
        # The item itself has not changed.
        assert AgendaItem.history.count() == 1

    @pytest.mark.parametrize("cell", ["-1", "1,5", "viele"])
    def test_odd_votes(self, alice, cell):
        make.agenda_item(meeting=make.meeting(number=7), number=2)

        [problem] = problems(AGENDA.upload(alice, self.VOTES, f"7;2;{cell};;"))

        assert problem.startswith("Zeile 2, Spalte „Ja-Stimmen“: ")
        assert not Vote.objects.exists()

    def test_the_page_of_a_meeting_leads_to_its_agenda(self, alice):
        meeting = make.meeting(number=7)
        make.agenda_item(meeting=meeting, number=1, title="Eins")
        make.agenda_item(meeting=make.meeting(number=8), number=1, title="Andere")

        page = alice.get(f"{MEETINGS.address}{meeting.pk}/change/")

        assert [link.label for link in page.context["tools"]] == [
            "Tagesordnung exportieren",
            "Tagesordnung importieren",
        ]
        assert alice.get(page.context["tools"][0].address.replace("xlsx", "csv")).content.count(b"\r\n") == 2
        bob = make.client(make.staff_user(permissions=("advisory_board.change_meeting",)))
        assert bob.get(f"{MEETINGS.address}{meeting.pk}/change/").context["tools"] == []

    def test_votes_need_the_right_to_votes(self, db):
        rights = ("view_agendaitem", "change_agendaitem", "import_agendaitem", "publish_meeting")
        client = make.client(make.staff_user(permissions=tuple(f"advisory_board.{right}" for right in rights)))
        item = make.agenda_item(meeting=make.meeting(number=2), number=1, title="Radweg")
        make.vote(agenda_item=item, yes=9, no=0, abstain=1)

        page = AGENDA.upload(client, f"{self.VOTES};Titel", "2;1;8;0;1;Radwege")

        assert problems(page) == ["Zeile 2, Spalte „Ja-Stimmen“: Sie dürfen Abstimmungen nicht ändern."]
        assert differences(AGENDA.upload(client, f"{self.VOTES};Titel", "2;1;9;0;1;Radwege")) == {
            "1. Radwege": [("Titel", "Radweg", "Radwege")]
        }

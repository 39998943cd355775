"""Spreadsheets of fields of action and indicator values."""

import pytest
from django.test import Client

from strategy.models import ActionField, ActionFieldWording, Edition, IndicatorValue
from tests import make
from tests.admin.spreadsheets.sheets import Sheet, differences, problems

FIELDS = Sheet(ActionField)
VALUES = Sheet(IndicatorValue)


class TestFields:
    HEADINGS = "Nummer;Name;Webadresse;Symbol;Farbe;Fassung;Titel;Text;Text in einfacher Sprache"
    TEXTS = "Webadresse;Titel;Text"

    def edition_with_field(self, **values) -> Edition:
        edition = make.edition(**{"number": 1, "title": "Erste", "published": False, **values})
        make.field(number=1, name="Bildung", slug="bildung", edition=edition, title="Bildung", text="Lernen.")
        return edition

    def test_an_export_has_the_texts_of_the_newest_edition(self, alice):
        field = ActionField.objects.get(wordings__edition=self.edition_with_field(published=True))
        draft = make.edition(number=2, title="Zweite", published=False)
        make.field_wording(field=field, edition=draft, title="Bildung neu", text="Lernen;\nlehren.")
        make.field(number=2, name="Mobil", slug="mobil", icon="bus", colour="#112233", edition=Edition.objects.last())

        assert FIELDS.exported(alice) == [
            self.HEADINGS,
            '1;Bildung;bildung;;;Zweite;Bildung neu;"Lernen;\nlehren.";',
            "2;Mobil;mobil;bus;#112233;;;;",
        ]

    def test_fields_and_their_texts_are_added_and_changed(self, alice):
        edition = self.edition_with_field()

        preview = FIELDS.upload(
            alice,
            self.HEADINGS,
            "1;Bildung;bildung;school;;Erste;Bildung;Lernen und lehren.;",
            "2;Mobilität;mobil;;;Erste;Mobil sein;Fahren.;Wir fahren.",
            "3;Ohne Text;ohne;;;Erste;;;",
        )

        assert differences(preview) == {
            "Bildung": [("Symbol", "", "school"), ("Text", "Lernen.", "Lernen und lehren.")],
            "Mobilität": [
                ("Nummer", "", "2"),
                ("Name", "", "Mobilität"),
                ("Webadresse", "", "mobil"),
                ("Titel", "", "Mobil sein"),
                ("Text", "", "Fahren."),
                ("Text in einfacher Sprache", "", "Wir fahren."),
            ],
            "Ohne Text": [("Nummer", "", "3"), ("Name", "", "Ohne Text"), ("Webadresse", "", "ohne")],
        }
        FIELDS.confirm(alice, preview)
        assert set(edition.field_wordings.values_list("field__name", "title", "text", "plain_text")) == {
            ("Bildung", "Bildung", "Lernen und lehren.", ""),
            ("Mobilität", "Mobil sein", "Fahren.", "Wir fahren."),
        }
        reasons = ActionFieldWording.history.filter(history_change_reason="Import von datei.csv")
        assert sorted(reasons.values_list("history_type", flat=True)) == ["+", "~"]

    def test_a_change_of_the_text_leaves_no_record_of_the_field(self, alice):
        self.edition_with_field()

        FIELDS.take_in(alice, self.TEXTS, "bildung;Bildung;Neu.")

        assert ActionFieldWording.objects.get().text == "Neu."
        assert ActionField.history.count() == 1

    def test_what_the_council_has_adopted_is_never_changed(self, alice):
        self.edition_with_field(status="adopted", published=True)

        page = FIELDS.upload(alice, self.HEADINGS, "7;Bildung;bildung;;;Erste;Bildung;Neu.;")

        assert problems(page) == [
            "Zeile 2, Spalte „Text“: Der Rat hat diese Fassung beschlossen; ihr Text ist unveränderlich. "
            "Für eine Änderung ist eine neue Fassung nötig."
        ]
        # All other columns may be changed.
        FIELDS.take_in(alice, self.HEADINGS, "7;Bildung;bildung;;;Erste;Bildung;Lernen.;")
        assert ActionField.objects.get().number == 7

    def test_texts_of_another_edition_are_refused(self, alice):
        self.edition_with_field(status="adopted", published=True)
        file = FIELDS.exported(alice)
        make.edition(number=2, title="Zweite", published=False)

        assert problems(FIELDS.upload(alice, *file)) == [
            "Zeile 2, Spalte „Fassung“: Die Texte sind nicht die der neuesten Fassung „Zweite“. "
            "Bitte entfernen Sie sie, oder exportieren Sie die Liste noch einmal."
        ]

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("bildung;;Neu.", "Zeile 2, Spalte „Titel“: Diese Zelle darf nicht leer sein."),
            ("mobil;;Neu.", "Zeile 2, Spalte „Titel“: Dieses Feld darf nicht leer sein."),
            (
                f"bildung;{'x' * 81};Neu.",
                "Zeile 2, Spalte „Titel“: "
                "Bitte sicherstellen, dass der Wert aus höchstens 80 Zeichen besteht. (Er besteht aus 81 Zeichen.)",
            ),
        ],
    )
    def test_incomplete_texts(self, alice, line, expected):
        edition = self.edition_with_field()
        ActionField.objects.create(number=2, name="Mobilität", slug="mobil")

        assert problems(FIELDS.upload(alice, self.TEXTS, line)) == [expected]
        assert edition.field_wordings.get().text == "Lernen."

    def test_without_any_edition(self, alice):
        ActionField.objects.create(number=2, name="Mobilität", slug="mobil")

        assert problems(FIELDS.upload(alice, self.TEXTS, "mobil;Mobil;Neu.")) == [
            f"Zeile 2, Spalte „{heading}“: Es gibt noch keine Fassung, die diesen Text enthalten könnte."
            for heading in ("Titel", "Text")
        ]

    def test_the_right_to_texts_is_asked_for(self, db):
        self.edition_with_field()
        charlie = Client()
        rights = ("import_actionfield", "export_actionfield", "change_actionfield", "publish_edition")
        charlie.force_login(make.staff_user(permissions=tuple(f"strategy.{right}" for right in rights)))

        assert problems(FIELDS.upload(charlie, self.TEXTS, "bildung;Bildung;Neu.")) == [
            f"Zeile 2, Spalte „{heading}“: Es gibt noch keine Fassung, die diesen Text enthalten könnte."
            for heading in ("Titel", "Text")
        ]
        # Charlie may see neither the draft edition nor its text.
        assert FIELDS.exported(charlie) == [self.HEADINGS, "1;Bildung;bildung;;;;;;"]
        bob = Client()
        bob.force_login(
            make.staff_user(permissions=tuple(f"strategy.{right}" for right in (*rights, "change_edition")))
        )
        assert problems(FIELDS.upload(bob, self.TEXTS, "bildung;Bildung;Neu.")) == [
            "Zeile 2, Spalte „Text“: Sie dürfen die Texte dieser Fassung nicht ändern."
        ]


class TestIndicatorValues:
    HEADINGS = "Ziel;Kennzahl;Stand;Wert;Quelle"

    def indicator(self, title="Anteil digitaler Dienste", **values):
        goal = make.goal(title="Digitale Verwaltung", field=make.field())
        return make.indicator(goal=goal, title=title, **values)

    def test_values_are_added(self, alice):
        make.indicator_value(indicator=self.indicator(), value="12.50", source="Haushalt")

        preview = VALUES.upload(
            alice,
            self.HEADINGS,
            "Digitale Verwaltung;Anteil digitaler Dienste;15.01.2026;12,5;Haushalt",
            "digitale verwaltung;Anteil digitaler Dienste;1.2.2026;1.234,56;",
        )

        assert preview.context["counts"] == ["1 neuer Eintrag", "0 geänderte Einträge", "1 Eintrag bleibt, wie er ist"]
        VALUES.confirm(alice, preview)
        assert VALUES.exported(alice) == [
            self.HEADINGS,
            "Digitale Verwaltung;Anteil digitaler Dienste;15.01.2026;12,50;Haushalt",
            "Digitale Verwaltung;Anteil digitaler Dienste;01.02.2026;1234,56;",
        ]
        assert IndicatorValue.history.first().history_change_reason == "Import von datei.csv"

    def test_values_are_never_changed(self, alice):
        make.indicator_value(indicator=self.indicator(), value=12)

        page = VALUES.upload(alice, self.HEADINGS, "Digitale Verwaltung;Anteil digitaler Dienste;15.01.2026;13;Neu")

        assert problems(page) == [
            "Zeile 2, Spalte „Wert“: Messwerte werden ergänzt, nie geändert. Im Portal steht: 12. "
            "Einen falschen Wert löschen Sie bitte im Portal und tragen ihn neu ein.",
            "Zeile 2, Spalte „Quelle“: Messwerte werden ergänzt, nie geändert. Im Portal steht: –. "
            "Einen falschen Wert löschen Sie bitte im Portal und tragen ihn neu ein.",
        ]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            (
                "Digitale Verwaltung;Anzahl",
                "Zeile 2, Spalte „Kennzahl“: Dieses Ziel hat keine Kennzahl „Anzahl“. "
                "Möglich sind: Anteil digitaler Dienste.",
            ),
            (
                "Anderes;Anzahl",
                "Zeile 2, Spalte „Ziel“: Ein Ziel „Anderes“ mit Kennzahlen gibt es nicht. "
                "Möglich sind: Digitale Verwaltung.",
            ),
            (";Anzahl", "Zeile 2, Spalte „Ziel“: Diese Zelle darf nicht leer sein."),
        ],
    )
    def test_indicators_that_are_not_there(self, alice, name, expected):
        self.indicator()

        assert problems(VALUES.upload(alice, self.HEADINGS, f"{name};15.01.2026;12;")) == [expected]

    def test_goals_that_are_called_alike(self, alice):
        for _number in (1, 2):
            make.indicator_value(indicator=self.indicator())

        file = VALUES.exported(alice)

        assert problems(VALUES.upload(alice, *file[:2])) == [
            "Zeile 2: Mehrere Einträge heißen so. Bitte ändern Sie diesen Eintrag in der Liste."
        ]

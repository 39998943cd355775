"""What the search finds, in what order, and what it marks: the same on both databases."""

import threading

import pytest
from django.db import transaction
from django.utils import translation

from roadmap.models import Project
from strategy_portal.publishing.lifecycle import content_stamp, publish, raise_content_revision, withdraw
from strategy_portal.publishing.search import index
from strategy_portal.publishing.search.engine import search
from strategy_portal.publishing.search.excerpt import excerpt, marked
from strategy_portal.publishing.text import german
from tests import make


def corpus() -> None:
    """Build a city with texts typical of German cities."""
    make.municipality()
    edition = make.edition(number=1, title="Digitalstrategie", introduction="Der Weg der Stadt in die digitale Zeit.")
    make.consultation_step(edition=edition, body="Rat der Stadt", paper_number="A 51/160/2022")
    words = {"edition": edition, "text": ""}
    make.field(title="Bildung", **words | {"text": "Schulen und Bibliotheken arbeiten zusammen."})
    make.field(title="Mobilität", **words | {"text": "Bus, Bahn und Fahrrad greifen ineinander."})
    make.statement(title="Verwaltung ist einfach", **words | {"text": "Bürgerinnen und Bürger kommen ohne Umweg an."})
    titles = {
        "Glasfaserausbau in den Ortsteilen": (
            "Jedes Haus bekommt einen Anschluss.",
            "Der **Ausbau** kommt im Süden an.",
        ),
        "Radwege erneuern": ("Sichere Wege zur Grundschule.", "Die Straße nach Süden wird breiter."),
        "Bürgerservice ohne Termin": ("Ämter öffnen auch samstags.", "Das Rathaus wird zum Haus für alle."),
        "E-Akte für die Verwaltung": ("Akten liegen digital vor.", "E-Government spart Papier."),
        "Offene Daten": ("Die Stadt gibt Daten frei.", "Ein Open-Data-Portal zeigt Luftgüte und Größen."),
        "Freies WLAN am Markt": ("Das Netz reicht bis zum Bahnhof.", "Gäste surfen kostenlos."),
        "Burgfest digital": ("Eintrittskarten für die Burg.", "Die Häuser am Markt machen mit."),
    }
    for number, (title, (benefit, description)) in enumerate(titles.items(), start=1):
        make.project(number=number, slug=f"p-{number}", title=title, benefit=benefit, description=description)
    fibre = Project.objects.get(number=1)
    make.milestone(project=fibre, title="Erster Spatenstich")
    make.update(project=fibre, text="Die Bagger rollen.")
    make.body(name="Digitalbeirat", purpose="Er berät den Rat.")
    meeting = make.meeting(title="Sitzung im März", summary="Beratung über die Strategie.")
    make.agenda_item(meeting=meeting, title="Kinderbetreuung")
    make.recommendation(number="DB-2026/01", title="Mehr Ladesäulen", text="An jedem Parkplatz eine.")
    make.glossary_term(term="Breitband", explanation="Schnelle Leitung ins Internet.")
    make.strategy_event(title="Auftakt in der Stadthalle", text="Über 100 Gäste kamen.")
    make.partner(name="Verkehrsverbund", text="Er betreibt die Busse.")
    make.page(title="Impressum", body="## Anschrift\n\nJohannismarkt 17")


FIBRE, BIKE, SERVICE, FILES, DATA, WIFI, CASTLE = (
    "Glasfaserausbau in den Ortsteilen",
    "Radwege erneuern",
    "Bürgerservice ohne Termin",
    "E-Akte für die Verwaltung",
    "Offene Daten",
    "Freies WLAN am Markt",
    "Burgfest digital",
)
QUERIES = {
    # other forms of the word
    "Schulen": ["Bildung", BIKE],
    "Schule": ["Bildung", BIKE],
    "Bibliothek": ["Bildung"],
    "Akte": [FILES],
    "Aktes": [FILES],
    "Bürgern": [SERVICE, "Verwaltung ist einfach", CASTLE],
    "Ladesäule": ["DB-2026/01 Mehr Ladesäulen"],
    "Strategien": ["Digitalstrategie", "Sitzung im März"],
    "offener": [DATA],
    "Gast": [WIFI, "Auftakt in der Stadthalle"],
    # parts of long words
    "Ausbau": [FIBRE],
    "Glasfaser": [FIBRE],
    "Faser": [FIBRE],
    "Betreuung": ["Sitzung im März"],
    "Halle": ["Auftakt in der Stadthalle"],
    "Parkplätze": ["DB-2026/01 Mehr Ladesäulen"],
    "Ortsteil": [FIBRE],
    "Verkehr": ["Verkehrsverbund"],
    # umlauts, sharp s, case
    "Mobilitaet": ["Mobilität"],
    "MOBILITÄT": ["Mobilität"],
    "Mobilitat": ["Mobilität"],
    "Strasse": [BIKE],
    "STRAßE": [BIKE],
    "Groessen": [DATA],
    "Mo\u0308bel": [],
    "Ma\u0308rz": ["Sitzung im März"],
    # several words
    "Ausbau Süden": [FIBRE],
    "Süden": [FIBRE, BIKE],
    "Daten der Stadt": [DATA],
    "Haus und Markt": [CASTLE],
    "Markt": [WIFI, CASTLE, "Impressum"],
    # short ones
    "Rat": ["Digitalbeirat", "Digitalstrategie", SERVICE],
    "Bus": ["Mobilität", "Verkehrsverbund"],
    "im": ["Sitzung im März", FIBRE],
    "Stadt": ["Auftakt in der Stadthalle", DATA, "Digitalstrategie"],
    "17": ["Impressum"],
    "160/2022": ["Digitalstrategie"],
    "DB-2026/01": ["DB-2026/01 Mehr Ladesäulen"],
    # hyphens
    "E-Government": [FILES],
    "EGovernment": [FILES],
    "Open Data": [DATA],
    "OpenData": [DATA],
    "W-LAN": [WIFI],
    # words that differ only by an umlaut
    "Haus": [SERVICE, FIBRE, CASTLE],
    "Häuser": [CASTLE, SERVICE, FIBRE],
    "Burg": [CASTLE, "Verwaltung ist einfach"],
    # milestones, updates, agenda, page
    "Spatenstich": [FIBRE],
    "Bagger": [FIBRE],
    "Johannismarkt": ["Impressum"],
    "Internet": ["Breitband"],
    # nothing
    "Schwimmbad": [],
    "Glasfaser Schwimmbad": [],
    "%": [],
    "": [],
    "\x00": [],
}


CORRECTED = {
    "Mobilitäd": ("Mobilität", ["Mobilität"]),
    "Moblität": ("Mobilität", ["Mobilität"]),
    "Mobilittät": ("Mobilität", ["Mobilität"]),
    "Moiblität": ("Mobilität", ["Mobilität"]),
    "Mobilitt": ("Mobilität", ["Mobilität"]),
    "Mobliitat": ("Mobilität", ["Mobilität"]),
    "Breitbnad": ("Breitband", ["Breitband"]),
    "Glassfaserausbau": ("Glasfaserausbau", [FIBRE]),
    "Schuhlen": ("Schulen", ["Bildung", BIKE]),
    "Offene Datne": ("Offene Daten", [DATA]),
    "Bsu": ("", []),
    "Schwimbad": ("", []),
}


def titles(text: str, **options) -> list[str]:
    return [hit.title for hit in search(text, **options).hits]


@pytest.mark.django_db
class TestQueries:
    def test_forms_parts_and_spellings(self):
        corpus()

        assert {query: titles(query) for query in QUERIES} == QUERIES
        assert len(QUERIES) > 50

    def test_one_slip_of_the_keyboard(self):
        corpus()

        assert {query: (search(query).corrected, titles(query)) for query in CORRECTED} == CORRECTED

    def test_a_word_that_is_found_is_not_corrected(self):
        corpus()

        assert {query: search(query).corrected for query in QUERIES} == dict.fromkeys(QUERIES, "")

    def test_one_kind_of_thing(self):
        corpus()
        found = search("Schule", "project")

        assert (found.pks, [hit.title for hit in found.hits]) == ([Project.objects.get(number=2).pk], [BIKE])
        assert search("Bibliothek", "project").hits == []
        assert search("Schule", "unknown").hits == []

    def test_a_slip_is_mended_with_words_of_that_kind(self):
        make.municipality()
        make.page(title="Radwege")
        make.project(title="Radwegs")

        assert (search("Radwegx").corrected, search("Radwegx", "project").corrected) == ("Radwege", "Radwegs")

    def test_while_typing_the_last_word_is_a_beginning(self):
        corpus()

        assert titles("Gl", unfinished=True) == [FIBRE]
        assert titles("Gl") == []
        assert titles("Markt surf", unfinished=True) == [WIFI]
        assert titles("su Markt", unfinished=True) == []

    def test_long_queries_are_cut(self):
        corpus()

        assert titles("Glasfaser " * 9 + "Schwimmbad") == [FIBRE]
        assert titles("x" * 10_000) == []

    def test_says_which_of_the_words_are_there(self):
        corpus()

        assert search("Glasfaser Schwimmbad").counts == (("Glasfaser", 1), ("Schwimmbad", 0))

    def test_addresses_are_of_the_language_of_the_page(self):
        make.project(title="Radwege", slug="radwege")
        search("Radwege")

        with translation.override("en"):
            assert [hit.url for hit in search("Radwege").hits] == ["/en/roadmap/radwege/"]
        assert [hit.url for hit in search("Radwege").hits] == ["/roadmap/radwege/"]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [("Größe", "groesse"), ("CAFÉ", "cafe"), ("A\u0308pfel", "aepfel"), ("Łódź", "łodz"), ("STRAẞE", "strasse")],
    )
    def test_fold(self, text, folded):
        assert german.fold(text) == folded

    @pytest.mark.parametrize(
        ("left", "right", "is_slip"),
        [
            ("weg", "weg", False),
            ("weg", "wege", True),
            ("wege", "weg", True),
            ("weg", "wog", True),
            ("weg", "ewg", True),
            ("weg", "wge", True),
            ("weg", "gew", False),
            ("weg", "wegen", False),
            ("weg", "xwge", False),
            ("", "w", True),
        ],
    )
    def test_one_slip(self, left, right, is_slip):
        assert german.is_one_slip(left, right) is is_slip

    def test_many_threads_stem_at_once(self):
        """The stemmer stores the word that it works on, so without a lock threads would get each other's stems."""
        words = [f"{start}{end}" for start in ("schul", "weg", "haus", "burg") for end in ("en", "es", "er", "ern")]
        alone = [german.word(word) for word in words]
        together = []

        def stem():
            german.word.cache_clear()
            together.append([german.word(word) for word in words] == alone)

        threads = [threading.Thread(target=stem) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert together == [True] * 16


class TestExcerpt:
    def test_marks_whole_words_in_their_own_spelling(self):
        assert marked("Größe, GRÖSSE & mehr", {"groesse"}) == "<mark>Größe</mark>, <mark>GRÖSSE</mark> &amp; mehr"
        assert marked("Open-Data ist Open", {"opendata", "open"}) == "<mark>Open-Data</mark> ist <mark>Open</mark>"

    def test_escapes_what_the_city_wrote(self):
        assert excerpt('<b>Weg</b> "x"', {"weg"}) == "&lt;b&gt;<mark>Weg</mark>&lt;/b&gt; &quot;x&quot;"

    def test_shows_the_part_where_most_words_are(self):
        text = "Rad " + "und so weiter " * 30 + "ein Rad am Weg " + "und so weiter " * 30

        part = excerpt(text, {"rad", "weg"})

        assert "<mark>Rad</mark> am <mark>Weg</mark>" in part
        assert part.startswith("… ")
        assert part.endswith(" …")
        assert len(part) < 250

    def test_shows_the_beginning_when_the_title_alone_was_found(self):
        assert excerpt("Kurzer Text.", {"weg"}) == "Kurzer Text."
        assert excerpt("", {"weg"}) == ""


@pytest.mark.django_db
class TestIndex:
    def test_a_draft_is_found_once_it_is_public_and_no_longer_when_it_is_withdrawn(self):
        page = make.page(title="Radwege", published=False)
        assert titles("Radwege") == []

        publish(page)
        assert titles("Radwege") == ["Radwege"]

        withdraw(page)
        assert titles("Radwege") == []

    def test_one_query_as_long_as_nothing_changes(self, django_assert_num_queries):
        corpus()
        search("Radwege")

        with django_assert_num_queries(1):
            search("Schule")

    def test_only_texts_that_have_changed_are_worked_through_again(self, monkeypatch):
        corpus()
        search("Schule")
        worked = []
        monkeypatch.setattr(index, "_words", lambda text: worked.append(text) or {})
        make.page(kind="privacy", title="Datenschutz", body="Neu.")
        raise_content_revision()

        search("Schule")

        assert worked == ["Datenschutz", "Neu."]

    def test_what_is_rolled_back_is_forgotten(self):
        """The number of the content is used again, but never with the same stamp."""
        with transaction.atomic():
            make.project(title="Radwege")
            stamp, hits = content_stamp(), titles("Radwege")
            transaction.set_rollback(True)
        make.project(title="Brücken")

        assert hits == ["Radwege"]
        assert content_stamp()[0] == stamp[0]
        assert titles("Radwege") == []

    def test_a_failure_leaves_nothing_behind(self, monkeypatch):
        corpus()
        kinds = index.kinds
        monkeypatch.setattr(index, "kinds", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            search("Radwege")

        monkeypatch.setattr(index, "kinds", kinds)
        assert titles("Radwege") == [BIKE]

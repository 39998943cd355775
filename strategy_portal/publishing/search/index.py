"""The index of everything public, held in memory.

Decided against a table: a second copy of public text in the database could go stale or leak what was withdrawn, and
the two databases find German words differently. Here the rows that ``.public()`` gives are the only source. An index
is valid for one stamp of the content, which every public change renews in its own transaction; then it is read anew,
and only texts that have changed are worked through again.

Each app names what can be found in a module ``searchable`` that calls :func:`register`.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter

from django.conf import settings
from django.db.models import Model
from django.urls import translate_url
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, override

from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.text import german
from strategy_portal.publishing.text.markdown import plain


@dataclass(frozen=True)
class Document:
    """What can be found about one public row. ``badge`` is (kind, key, label) of the component of that name.

    ``texts`` are as the city wrote them, ``path`` is the address in the city's language.
    """

    pk: int
    title: str
    texts: tuple[str, ...]
    path: str
    badge: tuple[str, str, str | Promise] | None = None
    is_example: bool = False

    @classmethod
    def of(cls, row, title: str, texts: Iterable[str], *, path="", badge=None, source=None) -> "Document":
        """Return the document of ``row``; ``texts`` are Markdown or plain, in the order of the row's page.

        ``source``: the row that says whether the texts are made up, if that is not ``row`` itself.
        """
        return cls(
            pk=row.pk,
            title=german.normal(title),
            texts=tuple(text for text in texts if text),
            path=path or row.get_absolute_url(),
            badge=badge,
            is_example=getattr(source or row, "is_example", False),
        )

    @property
    def text(self) -> str:
        """The texts in one line, without marks."""
        return _joined(line for text in self.texts for line in plain(text).splitlines())

    @property
    def address(self) -> str:
        """The address in the language of now."""
        language = get_language() or settings.LANGUAGE_CODE
        if language == settings.LANGUAGE_CODE:
            return self.path
        with override(settings.LANGUAGE_CODE):
            return translate_url(self.path, language)


def _joined(pieces: Iterable[str]) -> str:
    """Return the pieces as one line that can be read: a dot parts those that are no sentences."""
    text = ""
    for piece in map(german.normal, pieces):
        text += ("" if not text else " " if text.endswith((".", "!", "?", ":")) else " · ") + piece
    return text


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found. ``key`` names it in code, ``slug`` in addresses; the lowest rank comes first.

    ``documents()`` reads the public rows of the models ``reads`` with a number of queries that does not grow with them.
    """

    key: str
    slug: str
    label: str | Promise
    rank: int
    documents: Callable[[], Iterable[Document]] = field(compare=False)
    reads: tuple[type[Model], ...]


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.key] = kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order in which people look for them."""
    autodiscover_modules("searchable")
    return tuple(sorted(_registered.values(), key=attrgetter("rank")))


@dataclass(frozen=True)
class Worked:
    """The words of one document, folded, each once."""

    title: frozenset[str]
    text: frozenset[str]


class Index:
    """Documents, and for every word of them, folded, the positions of the documents that have it.

    Documents stand by kind and from A to Z: a position is the place of a document among equally good ones.
    """

    def __init__(self, read: Iterable[tuple[Kind, Document]], *, before: "Index | None" = None):
        """``before``: the index of earlier content, whose work is taken over for what has not changed."""
        self.documents: list[tuple[Kind, Document]] = sorted(
            read, key=lambda pair: (pair[0].rank, german.fold(pair[1].title), pair[1].pk)
        )
        self.worked: dict[tuple[str, tuple[str, ...]], Worked] = {}
        self.of_kind: dict[str, set[int]] = defaultdict(set)
        self.in_titles: dict[str, list[int]] = defaultdict(list)
        self.in_texts: dict[str, list[int]] = defaultdict(list)
        known = before.worked if before else {}
        for position, (kind, document) in enumerate(self.documents):
            key = (document.title, document.texts)
            worked = self.worked[key] = known.get(key) or Worked(_words(document.title), _words(document.text))
            self.of_kind[kind.key].add(position)
            for word in worked.title:
                self.in_titles[word].append(position)
            for word in worked.text:
                self.in_texts[word].append(position)
        known_words = before.words if before else {}
        self.words: dict[str, german.Word] = {}
        self.by_trunk: dict[str, list[str]] = defaultdict(list)
        self.by_stem: dict[str, list[str]] = defaultdict(list)
        for folded in {**self.in_titles, **self.in_texts}:
            word = self.words[folded] = known_words.get(folded) or german.word(folded)
            self.by_trunk[word.trunk].append(folded)
            self.by_stem[word.stem].append(folded)

    def positions(self, folded: str) -> set[int]:
        return {*self.in_titles.get(folded, ()), *self.in_texts.get(folded, ())}

    def spelling(self, folded: str) -> str:
        """Return the word as the first document that has it spells it."""
        _kind, document = self.documents[min(self.positions(folded))]
        tokens = [*german.tokens(document.title), *german.tokens(document.text)]
        return next(token.text for token in tokens if german.folded(token.text) == folded)


def _words(text: str) -> frozenset[str]:
    terms = set(german.terms(text))
    parts = {part for term in terms for part in german.parts(term)}
    return frozenset(map(german.folded, terms | parts))


def _read() -> list[tuple[Kind, Document]]:
    with override(settings.LANGUAGE_CODE):
        return [(kind, document) for kind in kinds() for document in kind.documents()]


_lock = threading.Lock()
_held: tuple[object, Index] | None = None


def current() -> Index:
    """Return the index of what is public now: one query, or some thirty after a change.

    The stamp is read first. A change that is committed while the rows are read makes this index outdated at once, but
    never one that is taken for newer than it is. While one thread builds, the others wait: the index before may show
    what was withdrawn. A build that fails leaves nothing behind.
    """
    global _held
    held = _held
    if held and held[0] == content_stamp():
        return held[1]
    with _lock:
        stamp = content_stamp()
        if not _held or _held[0] != stamp:
            _held = (stamp, Index(_read(), before=_held and _held[1]))
        return _held[1]


def forget() -> None:
    """Drop the index; for tests, whose changes are rolled back."""
    global _held
    _held = None

"""The index of everything public, held in memory.

It is not a table, because a second copy of public text in the database could go stale or leak withdrawn content, and
because the two databases match German words differently. The rows from ``.public()`` are its only source. An index is
valid for one stamp of the content; every public change renews the stamp in its own transaction. Then the rows are read
again, but only texts that have changed are split into words again.

Each app declares its searchable content in a module ``searchable``, which calls :func:`register`.
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
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, override

from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.text import german
from strategy_portal.publishing.text.label import Label
from strategy_portal.publishing.text.markdown import plain


@dataclass(frozen=True)
class Document:
    """The searchable content of one public row. ``badge`` holds the arguments of the component: (kind, key, label).

    ``texts`` are the city's own, possibly in Markdown; ``path`` is the address in the city's language.
    """

    pk: int
    title: str
    texts: tuple[str, ...]
    path: str
    badge: tuple[str, str, Label] | None = None
    is_example: bool = False

    @classmethod
    def of(cls, row, title: str, texts: Iterable[str], *, path="", badge=None, source=None) -> "Document":
        """Return the document of ``row``; ``texts`` are Markdown or plain text, in the order of the row's page.

        ``source``: the row that says whether the texts are a fictional example, if that is not ``row`` itself.
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
        """The texts in one line, without markup."""
        return _joined(line for text in self.texts for line in plain(text).splitlines())

    @property
    def address(self) -> str:
        """The address in the active language."""
        language = get_language() or settings.LANGUAGE_CODE
        if language == settings.LANGUAGE_CODE:
            return self.path
        with override(settings.LANGUAGE_CODE):
            return translate_url(self.path, language)


def _joined(pieces: Iterable[str]) -> str:
    """Return the pieces in one readable line; a raised dot follows each piece that does not end like a sentence."""
    text = ""
    for piece in map(german.normal, pieces):
        text += ("" if not text else " " if text.endswith((".", "!", "?", ":")) else " · ") + piece
    return text


@dataclass(frozen=True)
class Kind:
    """A kind of search result. ``key`` is its name in code, ``slug`` in addresses; the lowest rank comes first.

    ``documents()`` reads the public rows of the models in ``reads``, in a constant number of queries.
    """

    key: str
    slug: str
    label: Label
    rank: int
    documents: Callable[[], Iterable[Document]] = field(compare=False)
    reads: tuple[type[Model], ...]


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.key] = kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind, sorted by rank."""
    autodiscover_modules("searchable")
    return tuple(sorted(_registered.values(), key=attrgetter("rank")))


@dataclass(frozen=True)
class Worked:
    """The distinct words of one document, folded."""

    title: frozenset[str]
    text: frozenset[str]


class Index:
    """Documents, and for each of their words, folded, the positions of the documents that contain it.

    Documents are sorted by kind and from A to Z, so positions also give the order of equally good hits.
    """

    def __init__(self, read: Iterable[tuple[Kind, Document]], *, before: "Index | None" = None):
        """``before``: the previous index; the words of texts that have not changed are taken from it."""
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
        """Return the word as it is spelled in the first document that contains it."""
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
    """Return the index of the present public content. Takes one query, or about thirty after a change.

    The stamp is read before the rows. If a change is committed in between, the new index counts as outdated at once; it
    never counts as newer than its rows. While one thread builds an index, the others wait, because the previous one may
    contain withdrawn content. A failed build changes nothing.
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
    """Drop the index. For tests, because their changes are rolled back."""
    global _held
    _held = None

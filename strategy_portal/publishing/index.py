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
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from strategy_portal.publishing import german
from strategy_portal.publishing.lifecycle import content_stamp
from strategy_portal.publishing.markdown import plain


@dataclass(frozen=True)
class Document:
    """What can be found about one public row. ``badge`` is (kind, key, label) of the component of that name."""

    pk: int
    title: str
    text: str
    address: Callable[[], str]
    badge: tuple[str, str, str | Promise] | None = None
    is_example: bool = False

    @classmethod
    def of(cls, row, title: str, texts: Iterable[str], *, address=None, badge=None, source=None) -> "Document":
        """Return the document of ``row``; ``texts`` are Markdown or plain, in the order of the row's page.

        ``source``: the row that says whether the texts are made up, if that is not ``row`` itself.
        """
        return cls(
            pk=row.pk,
            title=german.normal(title),
            text=_joined(piece for text in texts if text for piece in plain(text).splitlines()),
            address=address or row.get_absolute_url,
            badge=badge,
            is_example=getattr(source or row, "is_example", False),
        )


def _joined(pieces: Iterable[str]) -> str:
    """Return the pieces as one line that can be read: a dot parts those that are no sentences."""
    text = ""
    for piece in map(german.normal, pieces):
        text += ("" if not text else " " if text.endswith((".", "!", "?", ":")) else " · ") + piece
    return text


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found. ``key`` names it in code, ``slug`` in addresses; the lowest rank comes first.

    ``documents()`` reads the public rows with a number of queries that does not grow with them.
    """

    key: str
    slug: str
    label: str | Promise
    rank: int
    documents: Callable[[], Iterable[Document]] = field(compare=False)


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registered[kind.key] = kind


def kinds() -> list[Kind]:
    """Return every kind, in the order in which people look for them."""
    autodiscover_modules("searchable")
    return sorted(_registered.values(), key=attrgetter("rank"))


@dataclass
class Entry:
    """A word of the index: its commonest spelling, and the positions of the documents that have it."""

    word: german.Word
    spelling: str
    in_titles: list[int] = field(default_factory=list)
    in_texts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Worked:
    """The words of one document: folded form -> spelling."""

    title: dict[str, str]
    text: dict[str, str]


class Index:
    """Documents, and for every word the documents that have it."""

    def __init__(self, read: Iterable[tuple[Kind, Document]], *, before: "Index | None" = None):
        """``before``: the index of earlier content, whose work is taken over for documents that have not changed."""
        known = before.worked if before else {}
        # By kind and from A to Z: a position is the place of a document among equally good ones.
        self.documents: list[tuple[Kind, Document]] = sorted(
            read, key=lambda pair: (pair[0].rank, german.fold(pair[1].title), pair[1].pk)
        )
        self.worked: dict[tuple[str, str], Worked] = {}
        self.entries: dict[str, Entry] = {}
        self.of_kind: dict[str, set[int]] = defaultdict(set)
        for position, (kind, document) in enumerate(self.documents):
            texts = (document.title, document.text)
            worked = known.get(texts) or Worked(_words(document.title), _words(document.text))
            self.worked[texts] = worked
            self.of_kind[kind.key].add(position)
            for spellings, name in ((worked.title, "in_titles"), (worked.text, "in_texts")):
                for folded, spelling in spellings.items():
                    entry = self.entries.get(folded)
                    if entry is None:
                        entry = self.entries[folded] = Entry(german.word(folded), spelling)
                    elif spelling < entry.spelling and not spelling.isupper():
                        entry.spelling = spelling
                    getattr(entry, name).append(position)
        self.by_trunk: dict[str, list[Entry]] = defaultdict(list)
        self.by_stem: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            self.by_trunk[entry.word.trunk].append(entry)
            self.by_stem[entry.word.stem].append(entry)


def _words(text: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for token in german.tokens(text):
        folded = german.folded(token.text)
        if token.text < words.setdefault(folded, token.text):
            words[folded] = token.text
    return words


def _read() -> Iterable[tuple[Kind, Document]]:
    return ((kind, document) for kind in kinds() for document in kind.documents())


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

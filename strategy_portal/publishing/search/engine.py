"""The search over everything public. It uses the index in memory, so results are the same on both databases.

A word also matches its other forms ("Schulen" finds "Schule"), longer words that contain it ("Ausbau" finds
"Glasfaserausbau"), and spellings with ae, oe, ue for umlauts. If it matches nothing, one typing error is corrected.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from strategy_portal.publishing.search import index
from strategy_portal.publishing.search.excerpt import excerpt, marked
from strategy_portal.publishing.search.index import Document, Index, Kind
from strategy_portal.publishing.text import german
from strategy_portal.publishing.text.german import fold

__all__ = ["Found", "Hit", "example_titles", "fold", "search", "searchable"]

MOST_LETTERS = 200
MOST_WORDS = 8
CORRECTED_FROM = 4  # letters: too many shorter words are one typing error apart

# The score of a word: in the title, as part of a word in the title, in the text, as part of a word in the text.
WEIGHTS = (8, 4, 2, 1)
WEIGHTS_OF_SHORT_WORDS = (8, 2, 4, 1)  # many words contain "Rat" by chance
SHORT = 3


@dataclass(frozen=True)
class Hit:
    """A document that was found. ``url`` is in the language of the page."""

    kind: Kind
    document: Document
    words: frozenset[str]

    @property
    def pk(self) -> int:
        return self.document.pk

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def url(self) -> str:
        return self.document.address

    @cached_property
    def marked_title(self) -> SafeString:
        return marked(self.document.title, self.words)

    @cached_property
    def snippet(self) -> SafeString:
        """The part of the text around the words that were found, as HTML; its beginning if only the title has them."""
        return excerpt(self.document.text, self.words)


@dataclass(frozen=True)
class Found:
    """The result of a search: the hits, best first.

    ``corrected`` is the corrected query, if a word was not found and a similar one was searched for instead.
    ``counts`` has each word of the query with the number of documents that contain it.
    """

    hits: list[Hit]
    corrected: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def pks(self) -> list[int]:
        """The primary keys of the rows; meaningful only if a single kind was searched."""
        return [hit.pk for hit in self.hits]

    @cached_property
    def by_kind(self) -> dict[Kind, list[Hit]]:
        groups: dict[Kind, list[Hit]] = defaultdict(list)
        for hit in sorted(self.hits, key=lambda hit: hit.kind.rank):
            groups[hit.kind].append(hit)
        return dict(groups)


def search(text: str, kind: str = "", *, unfinished: bool = False) -> Found:
    """Return the documents with all words of ``text``, of all kinds or only of one ``kind`` (a key such as "project").

    With ``unfinished``, the last word is still being typed, so words that begin with it match too. Only the first 200
    characters and eight words of ``text`` are used. Equally good hits are sorted by kind, then from A to Z.
    """
    asked = _terms(text)
    if not asked:
        return Found([])
    found_in = index.current()
    allowed = found_in.of_kind.get(kind, set()) if kind else None
    total: dict[int, int] | None = None
    words: set[str] = set()
    is_hopeless = False  # a word matches nothing, not even when corrected: no need to correct others
    searched, counts = [], []
    for number, term in enumerate(asked, start=1):
        match = _match(found_in, term, allowed, unfinished=unfinished and number == len(asked))
        if not match.scores and not is_hopeless:
            nearest = _nearest(found_in, term, allowed)
            is_hopeless = not nearest
            if nearest:
                term, match = nearest, _match(found_in, nearest, allowed)
        searched.append(term)
        counts.append((term, len(match.scores)))
        words |= match.words
        total = _both(total, match.scores) if total is not None else match.scores
    ranked = sorted(total or {}, key=lambda position: (-total[position], position))
    common = frozenset(words)
    return Found(
        [Hit(*found_in.documents[position], common) for position in ranked],
        " ".join(searched) if ranked and searched != asked else "",
        tuple(counts),
    )


def searchable() -> list[tuple[Kind, int]]:
    """Return the kinds that have documents, each with the number of them."""
    found_in = index.current()
    return [(kind, len(found_in.of_kind[kind.key])) for kind in index.kinds() if kind.key in found_in.of_kind]


def example_titles(kinds: Iterable[str], *, most: int) -> list[str]:
    """Return the alphabetically first titles, at most ``most``, of the first of ``kinds`` (keys) that has any."""
    found_in = index.current()
    for kind in kinds:
        if positions := sorted(found_in.of_kind.get(kind, ())):
            return [found_in.documents[position][1].title for position in positions[:most]]
    return []


@dataclass(frozen=True)
class _Match:
    """The score of a search word in each document (by position), and the folded words of the index that it matches."""

    scores: dict[int, int]
    words: set[str]


def _terms(text: str) -> list[str]:
    terms = german.terms(german.normal(text[:MOST_LETTERS]))[:MOST_WORDS]
    return [term for term in terms if german.folded(term) not in german.FILLERS] or terms


def _both(left: dict[int, int], right: dict[int, int]) -> dict[int, int]:
    return {position: score + right[position] for position, score in left.items() if position in right}


def _match(found_in: Index, term: str, allowed: set[int] | None, *, unfinished: bool = False) -> _Match:
    """Return the matches of ``term``; a hyphenated one also matches as one word ("Opendata") or as separate parts."""
    match = _match_word(found_in, german.word(term), allowed, unfinished=unfinished)
    parts = german.parts(term)
    if len(parts) > 1:
        matches = [_match_word(found_in, german.word(part), allowed, unfinished=unfinished) for part in parts]
        scores = matches[0].scores
        for other in matches[1:]:
            scores = _both(scores, other.scores)
        for position, score in scores.items():
            match.scores[position] = max(match.scores.get(position, 0), score // len(parts))
        match.words.update(*(other.words for other in matches))
    return match


def _match_word(found_in: Index, word: german.Word, allowed: set[int] | None, *, unfinished: bool) -> _Match:
    whole, part = _whole(found_in, word), _part(found_in, word)
    if unfinished:
        part += [folded for folded in found_in.words if folded.startswith(word.folded)]
    title_whole, title_part, text_whole, text_part = WEIGHTS if len(word.folded) > SHORT else WEIGHTS_OF_SHORT_WORDS
    scores: dict[int, int] = {}
    for weight, met, positions_of in (
        (title_whole, whole, found_in.in_titles),
        (title_part, part, found_in.in_titles),
        (text_whole, whole, found_in.in_texts),
        (text_part, part, found_in.in_texts),
    ):
        for folded in met:
            for position in positions_of.get(folded, ()):
                if weight > scores.get(position, 0) and (allowed is None or position in allowed):
                    scores[position] = weight
    return _Match(scores, {*whole, *part})


def _whole(found_in: Index, word: german.Word) -> list[str]:
    same = [word.folded] if word.folded in found_in.words else []
    return [*same, *(found_in.by_trunk.get(word.trunk, []) if len(word.folded) >= SHORT else [])]


def _part(found_in: Index, word: german.Word) -> list[str]:
    """Return the words that contain ``word``, and those that differ from it only in umlauts."""
    if len(word.folded) < SHORT:
        return []
    part = list(found_in.by_stem.get(word.stem, []))
    needle = word.trunk if len(word.trunk) > SHORT else word.folded
    if len(needle) > SHORT:
        part += [folded for folded in found_in.words if needle in folded]
    else:
        part += [folded for folded, other in found_in.words.items() if _begins_or_ends(other, needle)]
    if len(word.stem) > SHORT and word.stem == word.trunk:
        # "Haus" finds "Rathäuser", but "Bürger" does not find "Rothenburg".
        for stem, others in found_in.by_stem.items():
            if stem.endswith(word.stem):
                part += others
    return part


def _begins_or_ends(word: german.Word, needle: str) -> bool:
    """Tell whether the three letters of ``needle`` are part of a compound: "Rat" is in "Stadtrat", not in "Strategie".

    They have to be at the start or the end of the word. A short ending is ignored ("Weg" in "Radwege"); a longer one
    makes a different word ("Rat" in "Beratung").
    """
    folded, trunk, _stem = word
    if folded.startswith(needle) or folded.endswith(needle):
        return True
    return trunk.endswith(needle) and len(folded) - len(trunk) < 3


def _nearest(found_in: Index, term: str, allowed: set[int] | None) -> str:
    """Return the most frequent word of the index that is one typing error away from ``term``; empty if there is none.

    Compares whole words first, then words without their endings, then also without umlauts: an umlaut is folded to two
    letters, but leaving it out ("Mobilitt") is one error.
    """
    asked = german.word(term)
    folded = _commonest(found_in, _one_slip_away(asked.folded, found_in.words), allowed)
    for form, words_of in ((asked.trunk, found_in.by_trunk), (asked.stem, found_in.by_stem)):
        if not folded:
            near = [word for other in _one_slip_away(form, words_of) for word in words_of[other]]
            folded = _commonest(found_in, near, allowed)
    return found_in.spelling(folded) if folded else ""


def _one_slip_away(form: str, others: Iterable[str]) -> list[str]:
    if len(form) < CORRECTED_FROM:
        return []
    # A single error leaves the first or the last third of the word unchanged.
    third = len(form) // 3
    first, last = form[:third], form[-third:]
    return [
        other
        for other in others
        if (other.startswith(first) or other.endswith(last))
        and len(other) >= CORRECTED_FROM
        and german.is_one_slip(form, other)
    ]


def _commonest(found_in: Index, words: list[str], allowed: set[int] | None) -> str:
    """Return the one of ``words`` that most documents contain, of several the first in A to Z; empty if none does."""
    counts = []
    for folded in words:
        positions = found_in.positions(folded)
        if count := len(positions if allowed is None else positions & allowed):
            counts.append((-count, folded))
    return min(counts)[1] if counts else ""

"""German words: finding them in a text, folding and stemming them, and telling which are one typing error apart."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer.german_stemmer import GermanStemmer

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_TOKEN = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_HYPHEN = re.compile(r"[-\u2010\u2011]")
# Snowball reads ae, oe and ue as umlauts, but not the "ue" after a "q".
_WRITTEN_OUT = re.compile(r"(?<=q)u|ae|oe|ue|ß")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü", "ß": "ss"}

# Words that almost every text contains. A query ignores them if it has other words.
_FILLERS = """
aber als am an auch auf aus bei beim bis das dass dem den der des die durch ein eine einem einen einer eines er es
fuer gibt hat ich ihr im in ins ist kann man mit nach nicht oder sich sie sind ueber um und uns unser unsere vom von
vor was wer werden wie wir wird wo zu zum zur
"""
FILLERS = frozenset(_FILLERS.split())

_stemmer = GermanStemmer()
_stemmer_lock = threading.Lock()  # the stemmer stores the word that it works on


class Word(NamedTuple):
    """The forms of a word that are compared.

    ``folded``: the result of :func:`fold`. ``trunk``: the same without its ending ("Bürgern": "buerg").
    ``stem``: the trunk without umlauts, too; so "Häuser" and "Haus" are the same, but also "Bürger" and "Burg".
    """

    folded: str
    trunk: str
    stem: str


class Token(NamedTuple):
    """A word and its position in a text; "Open-Data" has three: "Open", "Data" and "Open-Data"."""

    text: str
    start: int
    end: int


def normal(text: str) -> str:
    """Return ``text`` with one character per letter, without soft hyphens and NUL characters."""
    return unicodedata.normalize("NFC", text).replace("\xad", "").replace("\x00", " ")


def fold(text: str) -> str:
    """Return ``text`` in lower case: ae, oe, ue, ss for umlauts and sharp s, other letters without accents."""
    text = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """Return one word folded, without its hyphens."""
    return fold(_HYPHEN.sub("", word))


@lru_cache(maxsize=50_000)
def word(text: str) -> Word:
    """Return the forms of one word, which may be folded already; hyphens are ignored."""
    text = _HYPHEN.sub("", text).lower()
    with _stemmer_lock:
        stem = _stemmer.stemWord(text)
    spelled = _WRITTEN_OUT.sub(lambda match: _UMLAUTS.get(match[0], match[0]), text)
    return Word(fold(text), fold(spelled[: len(stem)]), fold(stem))


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of ``text`` from left to right; for hyphenated ones the parts first, then the whole word."""
    for match in _TOKEN.finditer(text):
        parts = list(_PART.finditer(match[0]))
        if len(parts) > 1:
            for part in parts:
                yield Token(part[0], match.start() + part.start(), match.start() + part.end())
        yield Token(match[0], match.start(), match.end())


def terms(text: str) -> list[str]:
    """Return the words of a query; a hyphenated word counts as one."""
    return _TOKEN.findall(text)


def parts(term: str) -> list[str]:
    return _PART.findall(term)


def is_one_slip(left: str, right: str) -> bool:
    """Tell whether the words differ by exactly one letter added, removed or replaced, or by two neighbours swapped."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    shorter = min(len(left), len(right))
    start = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    left, right = left[start:], right[start:]
    if len(left) != len(right):
        return left[1:] == right or left == right[1:]
    return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])

"""Finding words in German texts, with the same answer on both databases."""

from django.db.models import F, Value
from django.db.models.functions import Concat, Lower, Replace

# SQLite lower-cases ASCII only, so the umlauts go first, in both cases.
_FOLDS = (("Ä", "ae"), ("ä", "ae"), ("Ö", "oe"), ("ö", "oe"), ("Ü", "ue"), ("ü", "ue"), ("ß", "ss"), ("ẞ", "ss"))


def fold(text: str) -> str:
    """Return ``text`` in lower case, with ae, oe, ue and ss for umlauts and sharp s."""
    for letter, folded in _FOLDS:
        text = text.replace(letter, folded)
    return text.lower()


def words(text: str, *, most: int = 8) -> list[str]:
    """Return the folded words of a query, ``most`` of them at the most (the rest is ignored)."""
    return fold(text.replace("\x00", " ")).split()[:most]


def folded(*columns: str):
    """Return the database expression of the named text columns, joined and folded as :func:`fold` does."""
    joined = F(columns[0])
    for column in columns[1:]:
        joined = Concat(joined, Value(" "), F(column))
    for letter, replacement in _FOLDS:
        joined = Replace(joined, Value(letter), Value(replacement))
    return Lower(joined)

"""Finding words in German texts, with the same answer on both databases."""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat, Lower, Replace

# SQLite lower-cases ASCII only, so other letters go first, in both cases. The commonest ones: each costs a level of
# nesting, and SQLite 3.40 refuses thirty.
_FOLDS = (
    *(("Ä", "ae"), ("ä", "ae"), ("Ö", "oe"), ("ö", "oe"), ("Ü", "ue"), ("ü", "ue"), ("ß", "ss"), ("ẞ", "ss")),
    *(("É", "e"), ("é", "e"), ("È", "e"), ("è", "e"), ("À", "a"), ("à", "a"), ("Ç", "c"), ("ç", "c")),
)


def fold(text: str) -> str:
    """Return ``text`` in lower case: ae, oe, ue, ss for umlauts and sharp s, French letters without accents."""
    for letter, folded in _FOLDS:
        text = text.replace(letter, folded)
    return text.lower()


def words(text: str, *, most: int = 8) -> list[str]:
    """Return the folded words of a query, ``most`` of them at the most (the rest is ignored)."""
    return fold(text.replace("\x00", " ")).split()[:most]


def folded(*columns: str):
    """Return the database expression of the named text columns, joined and folded as :func:`fold` does."""
    texts = [Cast(column, TextField()) for column in columns]
    joined = texts[0]
    for text in texts[1:]:
        joined = Concat(joined, Value(" "), text, output_field=TextField())
    for letter, replacement in _FOLDS:
        joined = Replace(joined, Value(letter), Value(replacement), output_field=TextField())
    return Lower(joined)

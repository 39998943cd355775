"""The result of a vote in words, as Erkelenz writes it (docs/domain.md, vocabularies)."""

import pytest

from strategy.votes import vote_notation


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "notation"),
    [
        (11, 0, 0, "einstimmig"),
        (11, 0, 1, "einstimmig, 1 Enthaltung"),
        (11, None, None, "11 Ja-Stimmen"),
        (9, 4, 4, "9 Ja-Stimmen, 4 Nein-Stimmen, 4 Enthaltungen"),
        (1, 1, 0, "1 Ja-Stimme, 1 Nein-Stimme"),
        (0, 3, 0, "0 Ja-Stimmen, 3 Nein-Stimmen"),
        (0, 0, 2, "0 Ja-Stimmen, 0 Nein-Stimmen, 2 Enthaltungen"),
        (None, None, None, ""),
    ],
)
def test_notation(yes, no, abstain, notation):
    assert vote_notation(yes=yes, no=no, abstain=abstain) == notation

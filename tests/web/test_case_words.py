"""Who comes is said as people say it: the others after her, counted where they are alike."""

from __future__ import annotations

import pytest

from shelters.requests.models import Member
from web.case_words import party_words
from web.language import speaking

HER = ("18-59", "woman", "self")
FRIEND = ("18-59", "man", "companion")
GIRL, BOY = ("6-11", "woman", "child"), ("6-11", "man", "child")


def said(language: str, *people: tuple[str, str, str]) -> str:
    """Say who comes."""
    party = [Member.model_validate(dict(zip(("age", "gender", "relation"), each, strict=True))) for each in people]
    with speaking(language):
        return party_words(party)


# Between the two ages of a band: no line ends there.
JOINED = "\u2060"


def test_no_line_ends_within_the_ages_of_a_band() -> None:
    assert said("es", HER, GIRL) == f"Mujer con hija (6–{JOINED}11)"


@pytest.mark.parametrize(
    ("people", "spanish", "english"),
    [
        ([HER], "Mujer sola", "Woman alone"),
        ([HER, GIRL, BOY], "Mujer con hija (6–11) e hijo (6–11)", "Woman with daughter (6–11) and son (6–11)"),
        (
            [HER, GIRL, FRIEND, GIRL],
            "Mujer con 2 hijas (6–11) y acompañante (18–59)",
            "2 daughters (6–11) and companion",
        ),
        ([FRIEND, HER, FRIEND, FRIEND], "Mujer con 3 acompañantes (18–59)", "Woman with 3 companions (18–59)"),
        ([HER, GIRL, ("12-17", "woman", "child")], "Mujer con hija (6–11) e hija (12–17)", "daughter (12–17)"),
        (
            [HER, ("0-1", "not_said", "child"), ("0-1", "not_said", "child")],
            "2 hijas o hijos (0–1)",
            "2 daughters or sons",
        ),
    ],
)
def test_those_who_are_alike_are_counted(people: list[tuple[str, str, str]], spanish: str, english: str) -> None:
    assert spanish in said("es", *people).replace(JOINED, "")
    assert english in said("en", *people).replace(JOINED, "")

"""Codes are random, say nothing, and forgive or refuse what people do to them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shelters.errors import InvalidInputError
from shelters.requests.codes import ALPHABET, check_symbol, new_code, read_code

symbols = st.text(ALPHABET, min_size=8, max_size=8)
codes = symbols.map(lambda eight: eight + check_symbol(eight))


def written(code: str) -> str:
    """Write nine symbols as a code is shown."""
    return f"{code[:4]}-{code[4:8]}-{code[8]}"


@given(codes)
def test_a_code_reads_as_itself(code: str) -> None:
    assert read_code(written(code)) == written(code)
    assert read_code(code) == written(code)


@given(codes, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_refused(code: str, at: int, wrong: str) -> None:
    assume(code[at] != wrong)
    with pytest.raises(InvalidInputError):
        read_code(code[:at] + wrong + code[at + 1 :])


@given(codes, st.integers(0, 7))
def test_two_swapped_neighbours_are_always_refused(code: str, at: int) -> None:
    assume(code[at] != code[at + 1])
    with pytest.raises(InvalidInputError):
        read_code(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


@given(codes, st.data())
def test_letters_that_are_misread_capitals_spaces_and_dashes_do_not_matter(code: str, data: st.DataObject) -> None:
    typed = ""
    for symbol in code:
        looks_like = {"1": "1IiLl", "0": "0Oo"}.get(symbol, symbol + symbol.lower())
        typed += data.draw(st.sampled_from(looks_like)) + data.draw(st.sampled_from(["", "", "-", " "]))
    assert read_code(typed) == written(code)


@pytest.mark.parametrize("typed", ["", "-", "7K3F-Q9TM", "7K3F-Q9TM-CC", "U" * 9, "ñ" * 9, "\x00" * 9, "7" * 10_000])
def test_what_cannot_be_a_code_is_refused_at_the_field(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_code(typed)
    assert refusal.value.field == "code"


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str) -> None:
    try:
        code = read_code(typed)
    except InvalidInputError:
        return
    assert read_code(code) == code


def test_a_code_holds_forty_random_bits() -> None:
    drawn = [new_code().replace("-", "") for _ in range(4000)]
    assert len(set(drawn)) == 4000
    assert len(ALPHABET) == 2**5
    for at in range(8):
        assert {code[at] for code in drawn} == set(ALPHABET)

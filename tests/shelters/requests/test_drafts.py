"""What a committee may write in a request; every wrong field is named, in words, at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelters.clock import today
from shelters.drafts import build
from shelters.errors import InvalidInputError
from shelters.requests.models import Case, Nights, RequestDraft
from tests.scene import MOTHER_AND_TWO, request_draft

TONIGHT = date(2026, 1, 1)
WOMAN = {"age": "18-59", "gender": "woman", "relation": "self"}


def refused(**changes: Any) -> list[str]:
    """Say which fields a draft is refused for."""
    with pytest.raises(InvalidInputError) as refusal:
        request_draft(**changes)
    assert all(str(error) for error in refusal.value.each())
    return [error.field for error in refusal.value.each()]


def member(**changes: Any) -> dict[str, Any]:
    """Write one person of a party."""
    return {**WOMAN, **changes}


def test_a_whole_request_is_taken_as_it_is() -> None:
    draft = request_draft()
    assert (draft.case.beds, draft.case.party_class, draft.nights.nights) == (3, "women", 5)


@pytest.mark.parametrize(
    "party", [(), (member(age="0-1"),), (member(age="12-17"), member(age="6-11"))], ids=["nobody", "baby", "minors"]
)
def test_a_party_has_an_adult(party: tuple[Any, ...]) -> None:
    assert refused(case={"party": party}) == ["party"]


@pytest.mark.parametrize(
    ("nights", "field"),
    [
        ({"earliest": today() + timedelta(days=2)}, "latest"),
        ({"latest": today() + timedelta(days=61)}, "latest"),
        ({"shortest": 6}, "shortest"),
        ({"nights": 0}, "nights.nights"),
        ({"nights": 91}, "nights.nights"),
        ({"nights": 10**400}, "nights.nights"),
        ({"nights": "9" * 5000}, "nights.nights"),
        ({"nights": "cinco"}, "nights.nights"),
        ({"nights": 2.5}, "nights.nights"),
        ({"nights": None}, "nights.nights"),
        ({"nights": float("nan")}, "nights.nights"),
        ({"shortest": -1}, "nights.shortest"),
        ({"earliest": "2026-02-30"}, "nights.earliest"),
        ({"latest": "mañana"}, "nights.latest"),
    ],
)
def test_nights_that_cannot_be_are_refused_at_their_field(nights: dict[str, Any], field: str) -> None:
    assert refused(nights=nights) == [field]


@pytest.mark.parametrize(
    ("case", "field"),
    [
        ({"note": "a\x00b"}, "case.note"),
        ({"note": "x" * 2001}, "case.note"),
        ({"note": "\ud800"}, "case.note"),
        ({"origin": "a\x00b"}, "case.origin"),
        ({"origin": "   "}, "case.origin"),
        ({"origin": "x" * 81}, "case.origin"),
        ({"party": [WOMAN] * 13}, "case.party"),
        ({"party": [member(age="30")]}, "case.party.0.age"),
        ({"party": [WOMAN, member(gender=None)]}, "case.party.1.gender"),
        ({"party": [member(name="Ixchel")]}, "case.party.0.name"),
        ({"needs": {"swimming_pool": "required"}}, "case.needs.swimming_pool"),
        ({"needs": {"cot": "perhaps"}}, "case.needs.cot"),
        ({"languages": {"xxx": "required"}}, "case.languages.xxx"),
        ({"avoid": [{"kind": "place", "place": "1", "km": 501}]}, "case.avoid.0.km"),
        ({"avoid": [{"kind": "street", "place": "1"}]}, "case.avoid.0.kind"),
        ({"avoid": [{"kind": "country", "place": "MX"}] * 13}, "case.avoid"),
        ({"max_km": 0}, "case.max_km"),
        ({"consent": "yes"}, "case.consent"),
        ({"name": "Ixchel"}, "case.name"),
    ],
)
def test_what_is_wrong_with_a_case_is_named_by_its_path(case: dict[str, Any], field: str) -> None:
    assert refused(case=case) == [field]


def test_everything_wrong_is_said_at_once() -> None:
    fields = refused(urgency=5, nights={"nights": 0}, case={"max_km": -1, "party": [member(age="old")]})
    assert fields == ["urgency", "nights.nights", "case.party.0.age", "case.max_km"]


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidInputError) as refusal:
        request_draft(case={"note": "Ixchel" + "x" * 2000, "origin": "Ixchel\x00"})
    assert "Ixchel" not in " ".join(f"{error} {error!r} {error.values}" for error in refusal.value.each())
    assert refusal.value.__cause__ is None


@given(
    first=st.integers(0, 90),
    window=st.integers(-3, 70),
    nights=st.integers(-2, 95),
    shortest=st.integers(-2, 95),
)
def test_nights_are_taken_exactly_when_they_can_be(first: int, window: int, nights: int, shortest: int) -> None:
    earliest = TONIGHT + timedelta(days=first)
    values = {
        "earliest": earliest,
        "latest": earliest + timedelta(days=window),
        "nights": nights,
        "shortest": shortest,
    }
    possible = 0 <= window <= 60 and 1 <= shortest <= nights <= 90
    try:
        build(Nights, values)
    except InvalidInputError:
        assert not possible
    else:
        assert possible


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["18-59", "woman", "self"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["party", "age", "x"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*Case.model_fields, "x"]), anything))
def test_whatever_comes_is_a_case_or_a_refusal_in_words(values: dict[str, Any]) -> None:
    values = {"party": MOTHER_AND_TWO, "origin": "1"} | values
    try:
        assert build(Case, values).beds >= 1
    except InvalidInputError as refusal:
        unnamed = [each for each in refusal.each() if not each.field]
        if unnamed:
            raise


def test_a_baby_takes_no_bed_and_a_party_of_one_takes_one() -> None:
    case = request_draft(case={"party": [WOMAN, member(age="0-1", relation="child")]}).case
    assert case.beds == 1


@pytest.mark.parametrize(
    ("added", "kind"),
    [
        (member(gender="trans_woman"), "women"),
        (member(age="12-17", gender="man", relation="child"), "women"),
        (member(gender="man"), "mixed"),
        (member(gender="non_binary"), "mixed"),
        (member(gender="not_said"), "mixed"),
    ],
)
def test_women_with_their_children_are_one_class_and_all_others_another(added: dict[str, Any], kind: str) -> None:
    assert request_draft(case={"party": [WOMAN, added]}).case.party_class == kind


def test_a_draft_is_never_changed_afterwards() -> None:
    draft = request_draft()
    with pytest.raises(ValueError, match="frozen"):
        draft.urgency = 4  # type: ignore[assignment,misc] # the point
    assert build(RequestDraft, draft.model_dump(mode="json")) == draft

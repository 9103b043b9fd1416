"""Everything public says what it takes, what it gives, in which units, and how it fails."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest

import optimizer
from optimizer import replay, siting
from optimizer.checker import Verdict, check, check_files
from optimizer.generate import Size, generate
from optimizer.readers import read_admission, read_assignment
from optimizer.simulate import Report, Run, simulate

PUBLIC = [getattr(optimizer, name) for name in optimizer.__all__]
BESIDE: list[Any] = [
    check,
    check_files,
    generate,
    simulate,
    read_assignment,
    read_admission,
    Verdict,
    Size,
    Report,
    Run,
    *(getattr(replay, name) for name in replay.__all__),
    *(getattr(siting, name) for name in siting.__all__),
]
EVERYTHING = [*PUBLIC, *BESIDE]
FUNCTIONS: list[Callable[..., Any]] = [each for each in EVERYTHING if inspect.isfunction(each)]
RECORDS: list[type[Any]] = [each for each in EVERYTHING if dataclasses.is_dataclass(each) and isinstance(each, type)]


def named(each: Any) -> str:
    return str(getattr(each, "__name__", each))


def section(text: str, name: str) -> str:
    """The lines under one heading of a docstring."""
    found = re.search(rf"^{name}\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def test_the_list_of_what_is_public_is_complete_and_in_order() -> None:
    assert sorted(optimizer.__all__, key=lambda name: (not name.isupper(), name)) == optimizer.__all__
    assert len(FUNCTIONS) > 12
    assert len(RECORDS) > 15


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_a_function_says_what_it_takes_and_what_it_gives(function: Callable[..., Any]) -> None:
    text = inspect.getdoc(function) or ""
    taken = section(text, "Parameters")
    for name in inspect.signature(function).parameters:
        assert re.search(rf"^{name}\b|, {name}\b", taken, flags=re.MULTILINE), f"{name} is not explained"
    assert section(text, "Returns"), "no word on what comes back"


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_a_function_that_can_refuse_says_when(function: Callable[..., Any]) -> None:
    lines = inspect.getsource(function).split('"""')[-1]
    if "InstanceError" in lines or "position_of" in lines:
        assert "InstanceError" in section(inspect.getdoc(function) or "", "Raises")


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_record_explains_each_of_its_fields(record: type[Any]) -> None:
    text = inspect.getdoc(record) or ""
    for field in dataclasses.fields(record):
        assert re.search(rf"\b{field.name}\b", text), f"{field.name} is not explained"


@pytest.mark.parametrize("each", [each for each in EVERYTHING if isinstance(each, type)], ids=named)
def test_a_class_has_a_sentence_of_its_own(each: type[Any]) -> None:
    text = (inspect.getdoc(each) or "").splitlines()[0]
    assert text.endswith((".", ":"))
    assert not issubclass(each, Enum) or len(each) > 1


@pytest.mark.parametrize("function", [simulate, read_admission, read_assignment, optimizer.bottlenecks], ids=named)
def test_what_was_learned_from_others_names_them(function: Callable[..., Any]) -> None:
    assert re.search(r"\((?:19|20)\d\d\)|, (?:19|20)\d\d|(?:19|20)\d\d", inspect.getdoc(function) or "")

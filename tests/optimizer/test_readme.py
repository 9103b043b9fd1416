"""What the library's README and schema say is what the library does."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import optimizer
from optimizer import Candidate, InstanceError, Request, Site, Space, read
from optimizer.__main__ import main
from optimizer.checker import check
from optimizer.command_line import ABOUT

FOLDER = Path(optimizer.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
SCHEMA = json.loads((FOLDER / "abrigo-instance-1.schema.json").read_text(encoding="utf-8"))
CHECKER = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("checker*.py"))
IN_FILES = {"class_": "class", "splittable": "split"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_worked_example_runs_and_its_assertions_hold() -> None:
    exec(compile("\n".join(blocks("python")), "README.md", "exec"), {})  # noqa: S102 - our own README


def test_the_minute_on_the_command_line_ends_with_places_and_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line, comments=True)[3:] for line in blocks("console")[0].splitlines()]
    assert [main(command) for command in commands] == [0] * len(commands)
    printed = capsys.readouterr().out
    assert "right: no rule is broken" in printed
    assert printed.count(" km, ") == 3
    assert "would open" in printed
    assert all(" ".join(command) in ABOUT for command in commands)


def test_the_example_file_is_an_instance() -> None:
    (example,) = blocks("json")
    assert read(example).requests[0].id == "bea"


def test_every_rule_that_the_readme_lists_is_one_that_the_checker_can_report_and_no_other() -> None:
    rules = README[README.index("### Hard rules") : README.index("### Levels")]
    listed = set(re.findall(r"^\| `(\w+)` \|", rules, flags=re.MULTILINE))
    assert listed == set(re.findall(r'Violation\("(\w+)"', CHECKER))


@pytest.mark.parametrize(
    ("key", "kind"), [("site", Site), ("space", Space), ("request", Request), ("candidate", Candidate)]
)
def test_the_schema_has_the_fields_of_the_library_and_a_meaning_for_each_object(key: str, kind: type) -> None:
    described = SCHEMA["$defs"][key]
    assert set(described["properties"]) == {IN_FILES.get(each.name, each.name) for each in fields(kind)}
    assert described["description"]


def example(key: str, *leave_out: str) -> dict[str, Any]:
    """Return an object with the example of every field of the schema."""
    filled = {}
    for name, field in SCHEMA["$defs"][key]["properties"].items():
        where = SCHEMA["$defs"][field["$ref"].rsplit("/", 1)[1]] if "$ref" in field else field
        if name not in leave_out:
            filled[name] = (field.get("examples") or where["examples"])[0]
    return filled


def document(**changes: object) -> dict[str, Any]:
    objects = {f"{key}s": [example(key, *leave)] for key, *leave in (["site"], ["space"], ["request", "pinned"])}
    return {"format": "abrigo-instance/1", "nights": 30, **objects, **changes}


def test_a_document_with_every_field_of_the_schema_is_read() -> None:
    assert read(json.dumps(document())).requests[0].splittable
    assert read(json.dumps(document(candidates=[example("candidate")]))).candidates
    pinned = document(requests=[example("request", "promised")])
    assert read(json.dumps(pinned)).requests[0].pinned


@pytest.mark.parametrize("key", ["site", "space", "request", "candidate"])
def test_what_the_schema_requires_the_reader_requires_and_nothing_else(key: str) -> None:
    whole = document(candidates=[example("candidate")])
    for name in SCHEMA["$defs"][key]["properties"]:
        lacking = json.loads(json.dumps(whole))
        lacking[f"{key}s"][0].pop(name, None)
        if name in ("lat", "lon"):  # a place has both or neither
            lacking["sites"][0] = {"id": "h1"}
        if name in SCHEMA["$defs"][key]["required"]:
            with pytest.raises(InstanceError, match=rf"{key}s\[0\].{name}"):
                read(json.dumps(lacking))
        else:
            read(json.dumps(lacking))


def test_the_checker_accepts_the_same_fields() -> None:
    plan: dict[str, Any] = {"assignments": [], "unplaced": [{"request": "q1"}], "levels": []}
    assert {violation.code for violation in check(document(), plan).violations} == {"level"}

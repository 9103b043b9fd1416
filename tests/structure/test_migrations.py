"""Migrations stand in one line, so that every database goes through the same changes in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import Script, ScriptDirectory


@pytest.fixture(scope="module")
def revisions(root: Path) -> list[Script]:
    """List the migrations, the newest first."""
    return list(ScriptDirectory(str(root / "shelters" / "database" / "migrations")).walk_revisions())


def test_migrations_stand_in_one_line_without_a_branch(revisions: list[Script]) -> None:
    before = [revision.down_revision for revision in revisions]
    assert before == [*(revision.revision for revision in revisions[1:]), None]


def test_a_migration_is_numbered_by_its_place_and_its_file_says_so(revisions: list[Script]) -> None:
    assert [revision.revision for revision in reversed(revisions)] == [
        f"{number:04}" for number in range(1, len(revisions) + 1)
    ]
    assert [Path(revision.path).name[:4] for revision in revisions] == [each.revision for each in revisions]


def test_two_migrations_after_the_same_one_are_found(tmp_path: Path) -> None:
    for name, after in (("0001", None), ("0002", "0001"), ("0003", "0001")):
        (tmp_path / "versions").mkdir(exist_ok=True)
        (tmp_path / "versions" / f"{name}.py").write_text(f"revision = {name!r}\ndown_revision = {after!r}\n")
    branched = list(ScriptDirectory(str(tmp_path)).walk_revisions())
    with pytest.raises(AssertionError):
        test_migrations_stand_in_one_line_without_a_branch(branched)

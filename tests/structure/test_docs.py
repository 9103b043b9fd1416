"""What the documents say is what the code does; `make docs` writes the tables, a person writes the rest."""

import re
from pathlib import Path

import pytest

from tests.structure.conftest import Module
from tests.structure.tables import TABLES, with_table


@pytest.mark.parametrize(("document", "name"), TABLES)
def test_a_table_of_the_documents_says_what_the_code_does(root: Path, document: str, name: str) -> None:
    text = (root / document).read_text()
    assert f"<!-- {name}: " in text
    assert text == with_table(text, name, TABLES[document, name]())


def test_every_setting_says_what_it_sets() -> None:
    lines = TABLES["README.md", "settings"]().splitlines()
    assert [line for line in lines if line.endswith("|  |")] == []


@pytest.mark.parametrize(
    ("enum", "home"), [("Permission", "shelters/access/policy.py"), ("Action", "shelters/audit/actions.py")]
)
def test_no_permission_and_no_audit_action_is_only_on_paper(modules: list[Module], enum: str, home: str) -> None:
    """What nobody requires or records is a promise that the table makes and the code does not keep."""
    (table,) = (module for module in modules if module.name == home)
    others = "\n".join(module.text for module in modules if module is not table)
    names = re.findall(r"^    ([A-Z_]+) = ", table.text, re.MULTILINE)
    assert names
    assert [name for name in names if not re.search(rf"\b{enum}\.{name}\b", others)] == []


def test_every_link_between_our_documents_leads_somewhere(root: Path, files: list[Path]) -> None:
    links = [
        (path, target)
        for path in files
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", path.read_text())
    ]
    broken = [f"{path.relative_to(root)}: {target}" for path, target in links if not (path.parent / target).exists()]
    assert broken == []


def test_no_two_decisions_share_a_number(root: Path) -> None:
    numbers = [path.name[:4] for path in sorted((root / "docs/decisions").glob("*.md"))]
    assert numbers == sorted(set(numbers))

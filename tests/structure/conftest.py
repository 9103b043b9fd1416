"""What the rules about the tree look at: its files, and our modules parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("optimizer", "shelters", "web")


@dataclass(frozen=True)
class Module:
    """A Python module of ours, read and parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Give its path as people write it, `shelters/stays/models.py`."""
        return self.path.relative_to(ROOT).as_posix()

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Walk over all its functions and methods, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def files_of_the_project() -> list[Path]:
    """List what git holds or would hold; what it ignores is not of the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603 - a constant
    return sorted(path for name in answer.stdout.split("\0") if name and (path := ROOT / name).is_file())


def _modules(files: list[Path], *folders: str) -> list[Module]:
    """Parse the modules under some folders; migrations stand apart, each is written once and never changed."""
    wanted = [path for path in files if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]
    texts = {path: path.read_text() for path in wanted if path.parent.name != "versions"}
    assert texts
    return [Module(path, text, ast.parse(text)) for path, text in texts.items()]


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Give the files of the project."""
    return files_of_the_project()


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> list[Module]:
    """Give the modules of the three packages."""
    return _modules(files, *PACKAGES)


@pytest.fixture(scope="session")
def all_modules(files: list[Path]) -> list[Module]:
    """Give the modules of the three packages and of their tests."""
    return _modules(files, *PACKAGES, "tests")

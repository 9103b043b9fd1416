"""What the repository holds: our own work, under names that say what it is, and no address of a registry."""

import json
import re
from pathlib import Path

from tests.structure.conftest import Module

# What is called so holds whatever did not fit elsewhere.
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "base"}
TOP = {
    ".ci",
    ".editorconfig",
    ".gitignore",
    ".npmrc",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "docker",
    "docs",
    "optimizer",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements",
    "shelters",
    "tests",
    "web",
}


def test_the_top_level_holds_only_what_it_should(root: Path, files: list[Path]) -> None:
    assert {path.relative_to(root).parts[0] for path in files} - TOP == set()


def test_no_module_has_a_name_that_fits_anything(all_modules: list[Module]) -> None:
    vague = [module.name for module in all_modules if {module.path.stem, module.path.parent.name} & VAGUE]
    assert vague == []


def test_each_slice_folder_of_tests_has_its_slice(root: Path) -> None:
    """The word of a feature leads to its tests."""
    tests = {path.name for path in (root / "tests/shelters").iterdir() if path.is_dir() and path.name != "__pycache__"}
    slices = {path.name for path in (root / "shelters").iterdir() if path.is_dir()}
    assert tests - slices == set()


def test_nothing_of_third_parties_is_committed(root: Path, files: list[Path]) -> None:
    """It is installed at set-up, by its hash."""
    foreign = re.compile(r"\.min\.(js|css)$|/(vendor|node_modules|site-packages)/|\.(whl|jar|so|woff2?|ttf|otf|exe)$")
    assert [name for path in files if foreign.search(name := path.relative_to(root).as_posix())] == []


def test_requirement_locks_carry_hashes_and_no_host(root: Path) -> None:
    """Whoever installs chooses the registry; the hash says whether it gave the right file."""
    locks = list((root / "requirements").glob("*.txt"))
    assert {path.stem for path in locks} == {path.stem for path in (root / "requirements").glob("*.in")}
    for lock in locks:
        text = lock.read_text()
        pins = re.findall(r"^\S+==.*(?:\n +--hash=sha256:[0-9a-f]{64}.*)*", text, re.MULTILINE)
        assert pins
        assert all("--hash=" in pin for pin in pins)
        assert re.findall(r"\w+://|--(?:index-url|extra-index-url|find-links|trusted-host)", text) == []


def test_the_npm_lock_carries_hashes_and_no_host(root: Path) -> None:
    lock = json.loads((root / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_npm_versions_are_exact(root: Path) -> None:
    package = json.loads((root / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_nothing_large_is_committed(root: Path, files: list[Path]) -> None:
    """A file of more than 1 MB is data that belongs in a package or is made at set-up."""
    assert [path.relative_to(root).as_posix() for path in files if path.stat().st_size > 1_000_000] == []

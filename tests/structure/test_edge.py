"""One transaction, opened and committed at the edge; what speaks to the outside stands in one place each."""

import ast
import re
from pathlib import Path

from tests.structure.conftest import Module

COMMITTING = {"commit", "begin"}


def calls(module: Module, names: set[str]) -> list[str]:
    """List where a module calls a method of one of these names."""
    return [
        f"{module.name}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def test_nothing_commits_outside_the_database_slice(modules: list[Module]) -> None:
    """A command changes and flushes; `shelters.database.transaction` commits, before the answer is sent."""
    found = [place for module in modules for place in calls(module, COMMITTING)]
    assert [place for place in found if not place.startswith("shelters/database/")] == []
    assert found, "the rule no longer sees the one commit that there is"


def test_only_one_module_names_htmx_headers(modules: list[Module]) -> None:
    naming = {
        module.name
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"HX-\w+", node.value)
    }
    assert naming <= {"web/htmx.py"}


def test_only_the_settings_read_the_environment(modules: list[Module]) -> None:
    """A variable that the README does not list would surprise whoever runs the server."""
    reads = re.compile(r"\bos\.(getenv|environ(?!\.setdefault))\b")
    assert {module.name for module in modules if reads.search(module.text)} <= {"shelters/settings.py"}


def test_pages_ask_no_third_party(root: Path) -> None:
    """A browser that fetches a font from elsewhere tells that elsewhere who reads this page."""
    web = root / "web"
    shown = [*web.glob("templates/**/*.html"), *web.glob("static/*.css"), *web.glob("static/*.js")]
    assert shown
    foreign = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import""")
    assert [path.relative_to(root).as_posix() for path in shown if foreign.search(path.read_text())] == []


def test_pages_carry_no_inline_script_or_style(root: Path) -> None:
    """The content policy refuses them, and the page would look broken."""
    inline = re.compile(r"""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
    templates = list((root / "web/templates").glob("**/*.html"))
    assert [path.relative_to(root).as_posix() for path in templates if inline.search(path.read_text())] == []

"""The English catalogue is whole: each text translated, none by guess; in every language the same places to fill in."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.structure.conftest import Module

MARKS = {"N_", "say", "gettext", "ngettext"}


@pytest.fixture(scope="module")
def english(root: Path) -> Catalog:
    """Read the catalogue that people edit."""
    with (root / "web/locale/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def catalogues(root: Path) -> list[Catalog]:
    """Read the catalogues of all languages; those that are not yet whole say the rest in Spanish."""
    files = sorted(root.glob("web/locale/*/LC_MESSAGES/messages.po"))
    return [read_po(BytesIO(file.read_bytes()), locale=file.parts[-3], abort_invalid=True) for file in files]


def spoken(catalogue: Catalog) -> list[Message]:
    """List its texts, without the header."""
    texts = [message for message in catalogue if message.id]
    assert texts
    return texts


def forms(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Give the one form of a text, or each of its plural forms."""
    return [value] if isinstance(value, str) else list(value or ())


def test_every_text_is_translated(english: Catalog) -> None:
    assert [message.id for message in spoken(english) if not all(forms(message.string))] == []


def test_no_translation_is_a_guess(english: Catalog) -> None:
    """`make messages` guesses nothing; a tool that did leaves the mark that this looks for."""
    assert [message.id for message in spoken(english) if message.fuzzy] == []


def test_a_translation_fills_in_what_its_text_fills_in(catalogues: list[Catalog]) -> None:
    """`%(name)s` left out, or mistyped, would lose a number or break a page."""
    wrong = [
        (catalogue.locale_identifier, message.id, [str(error) for error in errors])
        for catalogue in catalogues
        for message, errors in catalogue.check()
    ]
    assert wrong == []


def test_a_translation_starts_and_ends_with_the_same_space(english: Catalog) -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    odd = [
        message.id
        for message in spoken(english)
        if edges(forms(message.id)[0]) != edges(forms(message.string)[0] if all(forms(message.string)) else "")
    ]
    assert odd == []


def test_no_text_shouts(english: Catalog) -> None:
    """An exclamation mark is no help to a frightened person."""
    assert [message.id for message in spoken(english) for text in forms(message.id) if set("¡!") & set(text)] == []


def marked(module: Module) -> Iterator[str]:
    """Give every text that a module marks, however deep inside another call."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def test_no_marked_text_is_overlooked(english: Catalog, modules: list[Module]) -> None:
    """Extraction skips a mark that stands inside another one's brackets: give it a line of its own."""
    known = {text for message in spoken(english) for text in forms(message.id)}
    overlooked = {(module.name, text) for module in modules for text in marked(module) if text not in known}
    assert overlooked == set()

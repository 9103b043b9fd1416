"""What holds for every template, whoever wrote it: the content policy, the languages, the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from web.language import say, speaking

TEMPLATES = Path(web.__file__).parent / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
every_template = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))


def test_there_are_templates() -> None:
    assert len(FILES) > 5


@every_template
def test_a_template_has_no_inline_style_or_script(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"\sstyle\s*=|<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    assert not re.search(r"\bhx-on\b|hx-vals=[\"']js:|hx-trigger=[\"'][^\"']*\[", text), "these need eval"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert 'src="{{ static(' in script


@every_template
def test_a_template_asks_only_this_site(file: Path) -> None:
    assert not re.search(r"(?:href|src|action|hx-get|hx-post)=[\"'](?:https?:)?//", file.read_text())


@every_template
def test_a_template_draws_with_words_and_pictures_not_svg(file: Path) -> None:
    assert not re.search(r"<svg|<iframe|<object|<embed", file.read_text())


@every_template
def test_every_form_that_posts_carries_its_tokens(file: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", file.read_text(), flags=re.DOTALL):
        if re.search(r"method=[\"']post", form):
            assert "form_tokens()" in form


@every_template
def test_nothing_is_marked_safe(file: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", file.read_text())


@every_template
def test_a_fragment_extends_nothing_and_a_page_extends_the_base(file: Path) -> None:
    text = file.read_text()
    if file.name.startswith("_") or file.parent.name == "components":
        assert "{% extends" not in text
    else:
        assert "{% extends" in text or text.startswith("<!doctype html>")


@every_template
def test_no_placeholder_stands_for_a_label(file: Path) -> None:
    assert not re.search(r"\splaceholder=", file.read_text())


@every_template
def test_words_between_tags_are_marked_for_translation(file: Path) -> None:
    """Text of two letters or more outside braces would stay Spanish; an address and a unit are no text."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text(), flags=re.DOTALL)
    text = re.sub(r"<!.*?>|<[^>]*>|[\w-]+=\"[^\"]*\"", "\n", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\w)/[a-z/-]+|\bkm\b", "", text)
    assert re.findall(r"[^\W\d_]{2,}[^\n]*", text) == []


TITLE = re.compile(r"{% block title %}(.*?){% endblock %}")
# Whoever stands behind her reads the title in the bar of the browser, and later in its history.
TELLING = ("peligro", "expuest", "emergencia", "cupo", "no puede estar", "danger", "expos", "emergency", "shelter")


def test_no_title_says_what_this_is_or_that_somebody_is_in_danger() -> None:
    titles = [title for file in TEMPLATES.rglob("*.html") for title in TITLE.findall(file.read_text())]
    words = [word for title in titles for word in re.findall(r'_\("(.*?)"', title)]
    assert len(words) > 50
    with speaking("en"):
        told = [*words, *map(say, words)]
    assert [word for word in told if any(part in word.lower() for part in TELLING)] == []

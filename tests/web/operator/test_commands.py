"""The operator's command on an embedded database of its own, as she types it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from optimizer.__main__ import main as optimizer_main
from shelters.settings import settings
from web.operator import app

NETWORK = "Red Jacaranda·demo"
Abrigo = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep one data folder for the module: the tests follow each other as an operator's day does."""
    return tmp_path_factory.mktemp("operator") / "data"


@pytest.fixture
def abrigo(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Abrigo]:
    """Type a command in an empty folder; whatever happens, no traceback is shown."""
    monkeypatch.setenv("ABRIGO_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()

    def typed(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    yield typed
    settings.cache_clear()


def test_before_the_schema_is_there_the_operator_is_told_what_to_run(abrigo: Abrigo) -> None:
    result = abrigo("check")
    assert result.exit_code == 1
    assert "abrigo migrate" in result.stderr


def test_an_invented_region_is_written_once_and_agrees_with_itself(abrigo: Abrigo) -> None:
    assert abrigo("migrate").exit_code == 0
    assert "La base está al día." in abrigo("migrate").output
    assert abrigo("demo-data", "--size", "small").exit_code == 0
    again = abrigo("demo-data", "--size", "small")
    assert again.exit_code == 1
    assert "La base ya tiene redes" in again.stderr
    whole = abrigo("check")
    assert (whole.exit_code, whole.output.strip()) == (0, "Todo concuerda.")


def test_the_templates_are_imported_as_they_are_and_a_second_time_change_nothing(abrigo: Abrigo) -> None:
    assert abrigo("import", "--template").exit_code == 0
    assert abrigo("import", "--template").exit_code == 1, "it would overwrite a list that somebody has filled in"
    files = ("import", "houses.csv", "rooms.csv", "--network", NETWORK)
    first, second = abrigo(*files), abrigo(*files)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert re.search(r"Nuevas: [1-9]\d* · cambiadas: 0 · iguales: 0", first.output)
    assert re.search(r"Nuevas: 0 · cambiadas: 0 · iguales: [1-9]", second.output)


def test_a_line_that_cannot_be_taken_is_named_with_its_remedy_and_nothing_is_stored(abrigo: Abrigo) -> None:
    abrigo("import", "--template")
    houses = Path("houses.csv").read_text(encoding="utf-8-sig")
    heading, line = houses.splitlines()[:2]
    code_name, kind, rest = line.split(",", 2)
    lines = (heading, f"Otra casa ·demo,{kind},{rest}", f"{code_name},castillo,{rest}")
    Path("houses.csv").write_text("\n".join(lines), encoding="utf-8")
    refused = abrigo("import", "houses.csv", "rooms.csv", "--network", NETWORK)
    assert refused.exit_code == 1
    assert "No se importó nada" in refused.stderr
    assert re.search(r"houses\.csv.*3.*tipo", refused.stderr)
    Path("houses.csv").write_text(houses)
    assert "Nuevas: 0 · cambiadas: 0" in abrigo("import", "houses.csv", "rooms.csv", "--network", NETWORK).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "houses.csv"), "Escribe: abrigo import houses.csv rooms.csv"),
        (("import", "missing.csv", "missing.csv", "--network", NETWORK), "No se puede leer uno de los archivos"),
    ],
)
def test_files_that_are_not_there_are_told_in_a_line(abrigo: Abrigo, words: tuple[str, ...], told: str) -> None:
    result = abrigo(*words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_record_verifies_and_its_end_is_an_anchor(abrigo: Abrigo) -> None:
    whole = abrigo("audit", "verify")
    assert whole.exit_code == 0, whole.output
    assert re.search(r"El registro está entero: [1-9]\d+ líneas\.", whole.output)
    head = abrigo("audit", "head").output.strip()
    assert abrigo("audit", "verify", "--anchor", head).exit_code == 0
    position, _, mac = head.partition(":")
    cut = abrigo("audit", "verify", "--anchor", f"{int(position) + 5}:{mac}")
    assert (cut.exit_code, "el final fue cortado" in cut.stderr) == (1, True)
    assert abrigo("audit", "verify", "--anchor", "no").exit_code == 1
    assert re.search(r"Reducidas a su día: [1-9]\d* · quitadas: 0", abrigo("audit", "thin").output)
    assert abrigo("audit", "verify").exit_code == 0


def test_a_record_without_its_key_is_not_written_by_any_command(abrigo: Abrigo, folder: Path) -> None:
    key = folder / "keys" / "record.key"
    kept = key.read_text()
    key.chmod(0o644)
    assert "chmod 600" in abrigo("audit", "verify").stderr
    key.unlink()
    assert "abrigo migrate" in abrigo("audit", "verify").stderr
    key.touch(0o600)
    key.write_text("kein Schlüssel")
    assert "Recupera su copia" in abrigo("audit", "verify").stderr
    key.write_text("00")
    assert "Recupera su copia" in abrigo("audit", "verify").stderr
    key.write_text(kept)
    assert abrigo("audit", "verify").exit_code == 0


def test_an_invitation_is_a_code_to_hand_over(abrigo: Abrigo) -> None:
    result = abrigo("invite", NETWORK, "committee")
    assert result.exit_code == 0
    assert re.search(r"^[\w-]{20,}$", result.output, re.MULTILINE)
    assert abrigo("invite", "Red que no existe", "committee").exit_code == 1


def test_a_small_region_is_placed_to_a_proven_plan_that_the_checker_finds_right(abrigo: Abrigo, tmp_path: Path) -> None:
    result = abrigo("match", "--size", "small", "--write", str(tmp_path))
    assert result.exit_code == 0, result.output
    levels = re.findall(r"^ +(T1|T2|T3|T4|K|P|D|S) +\d+ +(\S+)", result.output, re.MULTILINE)
    assert [name for name, _ in levels] == ["T1", "T2", "T3", "T4", "K", "P", "D", "S"]
    assert {word for _, word in levels} == {"demostrado"}
    assert re.search(r"\d+ de \d+ grupos con lugar", result.output)
    assert optimizer_main(["check", str(tmp_path / "instance.json"), str(tmp_path / "plan.json")]) == 0


def test_a_setting_that_does_not_exist_is_refused_by_name() -> None:
    command = Path(sys.executable).with_name("abrigo")
    environment = os.environ | {"ABRIGO_DATBASE_URL": "postgresql://x"}
    refused = subprocess.run([command, "check"], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert refused.returncode == 1
    assert "ABRIGO_DATBASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_a_house_more_would_mean_is_a_sentence_with_its_range(abrigo: Abrigo) -> None:
    asked = ("what-if", "--open-in", "Zacapa", "--rooms", "3", "--futures", "4", "--processes", "1")
    first, second = abrigo(*asked), abrigo(*asked)
    assert first.exit_code == 0, first.output
    assert re.search(r"Unas \d+ familias (más|menos) al año tendrían lugar \(entre -?\d+ y -?\d+\)", first.output)
    assert "4 años como el pasado" in first.output
    assert first.output.splitlines()[-20:] == second.output.splitlines()[-20:], "the same seed draws the same years"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Di una cosa"),
        (("--close", "Una", "--open-in", "Zacapa"), "Di una cosa"),
        (("--close", "Ninguna·demo"), "Ninguna casa se llama así"),
        (("--open-in", "Xyzzyqq"), "No hay un municipio"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(abrigo: Abrigo, words: tuple[str, ...], told: str) -> None:
    refused = abrigo("what-if", "--futures", "2", *words)
    assert refused.exit_code == 1
    assert told in refused.stderr

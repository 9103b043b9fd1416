"""Settings come from the environment, or from files for what is secret; nothing is ignored silently."""

from pathlib import Path

import pytest

from shelters.errors import NotReadyError
from shelters.settings import Settings, settings, unknown_names


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    settings.cache_clear()


def test_a_mistyped_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABRIGO_DATABSE_URL", "postgresql://nowhere/abrigo")
    with pytest.raises(NotReadyError, match="ABRIGO_DATABSE_URL"):
        settings()


def test_names_of_other_programs_are_nobodys_mistake() -> None:
    assert unknown_names({"PATH": "/bin", "HOME": "/", "ABRIGO_PORT": "1"}) == []


def test_a_fresh_machine_needs_no_setting() -> None:
    assert settings().database_url is None
    assert settings().host == "127.0.0.1"


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "abrigo_database_url").write_text("postgresql://abrigo_app:secret@/abrigo?host=/run/postgresql\n")
    assert Settings(_secrets_dir=tmp_path).database_url == "postgresql://abrigo_app:secret@/abrigo?host=/run/postgresql"


def test_the_environment_wins_over_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "abrigo_port").write_text("9000")
    monkeypatch.setenv("ABRIGO_PORT", "9001")
    assert Settings(_secrets_dir=tmp_path).port == 9001

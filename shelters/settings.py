"""What an operator can set, all of it from `ABRIGO_*` in the environment."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shelters.errors import N_, NotReadyError

PREFIX = "ABRIGO_"

# Where containers put secrets, one file a setting (`abrigo_database_url`): an environment is read by too many eyes.
_SECRETS = Path("/run/secrets")


class Settings(BaseSettings):
    """The settings, with the values a fresh machine runs on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, secrets_dir=_SECRETS if _SECRETS.is_dir() else None
    )

    data: Path = Field(Path(".abrigo"), description="Folder of the embedded database and the server's keys.")
    database_url: str | None = Field(
        None, description="PostgreSQL 15+ as the application role; empty: the embedded server in the data folder."
    )
    owner_database_url: str | None = Field(
        None, description="The same database as the owner of the tables; needed by `abrigo migrate` only."
    )
    key_file: Path | None = Field(
        None, description="File of the server keyring (mode 600); empty: `keys/server.json` in the data folder."
    )
    record_key_file: Path | None = Field(
        None,
        description="File of the key that chains the record (mode 600); empty: `keys/record.key` in the data folder.",
    )
    epoch_days: int = Field(
        7,
        ge=0,
        le=365,
        description="Days after which the keyring is rotated by itself; 0: only by `abrigo keys rotate`.",
    )
    record_days: int = Field(365, ge=90, le=3650, description="Days after which lines of the record are removed.")
    anchor_file: Path | None = Field(
        None, description="File in a second place to which the end of the record is written each day; empty: nowhere."
    )
    instance_name: str = Field("Agenda", min_length=1, max_length=40, description="Neutral name shown on every page.")
    leave_url: str = Field("/weather", description="Where *Salir ya* leads: a page that says nothing of the person.")
    relay: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._-]+:\d{1,5}$",
        description="Host and port of the mail relay that notices go through; empty: nothing is ever sent.",
    )
    relay_from: str = Field("aviso@localhost", max_length=254, description="Sender that the relay is told.")
    relay_minutes: int = Field(
        30, ge=10, le=1440, description="Minutes, on average, after which it is looked again whether somebody is told."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    hold_hours: int = Field(6, ge=1, le=72, description="Hours that chosen beds stay held for a host's answer.")
    idle_minutes: int = Field(30, ge=1, le=240, description="Minutes without a request after which a session ends.")
    session_hours: int = Field(12, ge=1, le=24, description="Hours after which a session ends in any case.")
    run_seconds: float = Field(20.0, gt=0, le=600, description="Seconds the solver may use for a run over all.")
    run_memory_mb: int = Field(1024, ge=64, le=65536, description="Megabytes that the solver may use for it.")
    run_here: bool = Field(True, description="Solve runs beside the server; `false` leaves them to `abrigo work`.")
    pool_size: int = Field(10, ge=1, le=100, description="Connections that one server process keeps to the database.")

    @property
    def keyring_file(self) -> Path:
        """Say where the server keyring lives."""
        return self.key_file or self.data / "keys" / "server.json"

    @property
    def record_key_path(self) -> Path:
        """Say where the key of the record lives."""
        return self.record_key_file or self.keyring_file.with_name("record.key")


def unknown_names(environment: dict[str, str]) -> list[str]:
    """List `ABRIGO_*` names that no setting has: a mistyped one would otherwise be ignored."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the settings once, refusing names that are not settings."""
    unknown = unknown_names(dict(os.environ))
    if unknown:
        raise NotReadyError(N_("No existe este ajuste: %(names)s. Revisa cómo está escrito."), names=", ".join(unknown))
    return Settings()

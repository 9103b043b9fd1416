"""The images promise to hold an intruder: each promise, read off the files."""

import base64
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import make_url

HARDENED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    """Read the compose file, its anchors resolved."""
    content: dict[str, Any] = yaml.safe_load((root / "docker/compose.yaml").read_text())
    return content


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> str:
    """Read the Dockerfile, continued lines joined."""
    return (root / "docker/Dockerfile").read_text().replace("\\\n", "")


@pytest.mark.parametrize("service", ["database", "migrate", "web", "onion"])
def test_a_container_can_write_and_gain_nothing(compose: dict[str, Any], service: str) -> None:
    settings = compose["services"][service]
    assert {name: settings.get(name) for name in HARDENED} == HARDENED
    assert int(settings["user"].split(":")[0]) > 0


def test_no_secret_is_in_an_environment(compose: dict[str, Any]) -> None:
    names = [name for service in compose["services"].values() for name in service.get("environment", {})]
    assert [name for name in names if re.search("PASSWORD|URL|KEY", name) and not name.endswith("_FILE")] == []


def test_the_server_never_learns_the_owners_password(compose: dict[str, Any]) -> None:
    assert compose["services"]["web"]["secrets"] == ["abrigo_database_url"]


def test_the_database_listens_on_no_network(compose: dict[str, Any], root: Path) -> None:
    database, migrate = compose["services"]["database"], compose["services"]["migrate"]
    assert database["network_mode"] == migrate["network_mode"] == "none"
    assert "listen_addresses=" in database["command"]
    for service in ("database", "migrate", "web"):
        shared = [volume for volume in compose["services"][service]["volumes"] if volume.startswith("socket:")]
        assert [volume.split(":")[1].removeprefix("/var") for volume in shared] == ["/run/postgresql"]
    written = re.findall(r"printf '(postgresql://\S+)'", (root / "docker/secrets.sh").read_text())
    assert [make_url(url).query for url in written] == [{"host": "/run/postgresql"}] * 2


def test_the_server_listens_on_this_machine_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_database_logs_no_row(compose: dict[str, Any]) -> None:
    command = compose["services"]["database"]["command"]
    assert {"log_error_verbosity=terse", "log_min_error_statement=panic", "log_statement=none"} <= set(command)


def test_an_image_installs_only_what_a_hash_names(dockerfile: str) -> None:
    installs = [step for line in dockerfile.splitlines() for step in line.split("&&") if "pip install" in step]
    assert installs
    assert [step for step in installs if "--require-hashes" not in step and "--no-index" not in step] == []


def test_an_image_runs_as_nobody_in_particular(dockerfile: str) -> None:
    assert re.findall(r"^USER (\d+):\d+$", dockerfile, re.MULTILINE) == ["10001"]


def test_every_stage_starts_from_the_one_base(dockerfile: str) -> None:
    assert {line.split()[1] for line in dockerfile.splitlines() if line.startswith("FROM ")} == {"${BASE}"}


def test_an_onion_service_is_found_only_with_a_key(root: Path) -> None:
    settings = dict(
        line.split(" ", 1) for line in (root / "docker/onion/torrc").read_text().splitlines() if " " in line
    )
    assert settings["HiddenServiceVersion"] == "3"
    assert settings["HiddenServicePort"] == "80 web:8000"
    assert (settings["SocksPort"], settings["ORPort"], settings["SafeLogging"]) == ("0", "0", "1")


def test_an_onion_service_does_not_start_for_everybody(root: Path, tmp_path: Path) -> None:
    start = (root / "docker/onion/start.sh").read_text().replace("/var/lib/tor-clients", str(tmp_path))
    refused = subprocess.run(["sh", "-c", start], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own script
    assert (refused.returncode, "No device may come yet" in refused.stderr) == (1, True)


def test_a_device_s_key_is_made_of_two_halves_that_belong_together(root: Path, tmp_path: Path) -> None:
    script = tmp_path / "new-client.sh"
    script.write_text((root / "docker/onion/new-client.sh").read_text())
    made = subprocess.run(["bash", script, "comite-1"], capture_output=True, text=True, check=True)  # noqa: S603, S607 - our own script
    kind, curve, public = (tmp_path / "authorized_clients/comite-1.auth").read_text().strip().split(":")
    private = X25519PrivateKey.from_private_bytes(base64.b32decode(made.stdout.split()[-1] + "===="))
    assert (kind, curve) == ("descriptor", "x25519")
    assert base64.b32decode(public + "====") == private.public_key().public_bytes_raw()
    again = subprocess.run(["bash", script, "comite-1"], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own script
    assert again.returncode == 1
    assert (tmp_path / "authorized_clients/comite-1.auth").read_text().endswith(f"{public}\n")

"""Static files travel small, the same for everybody, and nothing outside their folder travels."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web import files


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser on a site of files only."""
    site = FastAPI(openapi_url=None)
    site.mount("/static", files.Files())
    with TestClient(site) as client:
        yield client


def test_the_one_sheet_holds_every_sheet_in_order(client: TestClient) -> None:
    answer = client.get("/static/page.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.content == b"".join((files.FOLDER / f"{sheet}.css").read_bytes() for sheet in files.SHEETS)


@pytest.mark.parametrize("name", ["page.css", "leave.js"])
def test_a_text_travels_compressed_to_a_browser_that_takes_it(client: TestClient, name: str) -> None:
    small = client.get(f"/static/{name}", headers={"accept-encoding": "gzip"})
    plain = client.get(f"/static/{name}", headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert small.content == plain.content == gzip.decompress(files.packed(name))


def test_a_picture_travels_as_it_lies(client: TestClient) -> None:
    answer = client.get("/static/favicon.png")
    assert answer.headers["content-type"] == "image/png"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["no.css", "../files.py", "%2e%2e/files.py", "vendor/../../rendering.py", "", "vendor"]
)
def test_what_is_not_a_file_of_the_folder_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_a_file_cannot_be_written(client: TestClient) -> None:
    assert client.post("/static/page.css").status_code == 405


def test_an_address_is_marked_with_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    before = files.address("page.css")
    monkeypatch.setattr(files, "content", lambda _name: b"changed")
    assert files.address("page.css") != before

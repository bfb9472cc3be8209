"""The address that takes files: what it accepts, and what it never does."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of
from ui import uploading
from ui.additions import Additions, Stage
from ui.protecting import SameOriginOnly
from ui.uploading import LARGEST_UPLOAD, NAME_HEADER, UPLOAD

LONG = 10  # seconds: a bound for a hanging test, never a measurement


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def additions(folder):
    with library_of(FakeAssistant(), folder) as library:
        yield Additions(library, lambda _: ())


@pytest.fixture
def send(additions):
    app = Starlette(routes=[uploading.route(additions)], middleware=[Middleware(SameOriginOnly)])
    client = TestClient(app, base_url="http://127.0.0.1:8501")

    def sent(content, name="ferry.txt", **headers):
        return client.post(UPLOAD, content=content, headers={NAME_HEADER: quote(name), **headers})

    return sent


def arrived(additions, response):
    id_ = response.json()["addition"]
    assert additions.wait(id_, LONG)
    return additions.find(id_)


def test_a_file_becomes_an_addition(additions, send):
    found = arrived(additions, send(b"The ferry is late. It leaves at nine."))
    assert (found.stage, found.name) == (Stage.LOOKED_AT, "ferry.txt")
    assert found.draft.article.text == "The ferry is late. It leaves at nine."


@pytest.mark.parametrize(
    "name",
    [
        "../../../tmp/escaped.txt",
        "..\\..\\escaped.txt",
        "/etc/passwd.txt",
        "C:\\windows\\system.txt",
        "nul\0byte.txt",
        "<img src=x onerror=alert(1)>.txt",
        "a" * 300 + ".txt",
        "إزعاج\u202etxt.exe.txt",
    ],
)
def test_a_name_is_only_ever_shown(additions, send, folder, name):
    before = {path for path in folder.parent.rglob("*") if folder not in path.parents}
    found = arrived(additions, send(b"The ferry is late. It leaves at nine.", name))
    assert found.stage is Stage.LOOKED_AT
    assert found.name == name
    assert not set(found.draft.document.origin) & {"/", "\\"}
    assert {path for path in folder.parent.rglob("*") if folder not in path.parents} == before
    assert not any(Path(file).suffix == ".txt" for file in folder.rglob("*"))


def test_a_file_too_large_is_refused_before_it_is_read_whole(send):
    received = 0

    def parts():
        nonlocal received
        while received < 3 * LARGEST_UPLOAD:
            received += 1_000_000
            yield b"x" * 1_000_000

    response = send(parts())
    assert response.status_code == 413
    assert "20 MB" in response.json()["reason"]


def test_a_file_without_a_name_is_refused(additions):
    app = Starlette(routes=[uploading.route(additions)])
    response = TestClient(app).post(UPLOAD, content=b"The ferry is late.")
    assert (response.status_code, list(response.json())) == (400, ["reason"])


def test_another_sites_page_cannot_send_a_file(send):
    assert send(b"The ferry is late.", origin="http://evil.test").status_code == 403


def test_nothing_can_be_fetched_where_files_are_sent(additions):
    app = Starlette(routes=[uploading.route(additions)])
    assert TestClient(app).get(UPLOAD).status_code == 405

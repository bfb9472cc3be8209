"""The wheel works by itself: built here, laid out elsewhere, run with nothing of the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = subprocess.run(  # noqa: S603 - the build that `make wheel` runs
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("footnote-*.whl")
    return found


@pytest.fixture(scope="module")
def inside(wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel) as archive:
        yield archive


@pytest.fixture(scope="module")
def installed(inside: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A pure wheel is installed by unpacking it; pip would ask the network whether it is current.
    folder = tmp_path_factory.mktemp("installed")
    inside.extractall(folder)
    return folder


def run(installed: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the package from its folder; `-P` and the path keep the checkout out of sight."""
    start = (
        "import sys\n"
        f"sys.path[:] = [{str(installed)!r}, *(p for p in sys.path if p != {str(CHECKOUT)!r})]\n"
        "from assistant.cli import main\n"
        f"import assistant\nassert assistant.__file__.startswith({str(installed)!r})\n"
        "main()\n"
    )
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-P", "-c", start, *arguments],
        cwd=installed,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("folder", ["assistant", "ui"])
def test_the_wheel_holds_every_file_of_the_code(inside, folder):
    files = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    expected = {
        path.relative_to(CHECKOUT).as_posix() for path in files if "__pycache__" not in path.parts
    }
    assert expected <= set(inside.namelist())


@pytest.mark.parametrize("folder", ["prompts", "seeds"])
def test_the_wheel_holds_what_stands_beside_the_code(inside, folder):
    for path in (CHECKOUT / folder).rglob("*"):
        if path.is_file():
            name = f"assistant/shipped/{path.relative_to(CHECKOUT).as_posix()}"
            assert inside.read(name) == path.read_bytes()


def test_the_wheel_holds_the_licences_and_the_command(inside):
    names = inside.namelist()
    for name in ("LICENSE", "NOTICE"):
        assert [n for n in names if n.endswith(f".dist-info/licenses/{name}")]
    (entries,) = [n for n in names if n.endswith(".dist-info/entry_points.txt")]
    assert "footnote = assistant.cli:main" in inside.read(entries).decode()


def test_the_wheel_holds_nothing_that_is_only_for_building_it(inside):
    tops = {name.partition("/")[0] for name in inside.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"assistant", "ui"}


def test_the_installed_package_answers_about_its_seed(installed):
    told = run(installed, "ask", "--json", "Where are Xi and Putin meeting?")
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    assert answer["verdict"] == "answered"
    assert "Samarkand" in answer["answer"]


def test_the_installed_package_says_hello(installed):
    told = run(installed, "ask", "--json", "Hi!")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["verdict"] == "chat"


def test_the_installed_package_knows_where_its_page_is(installed):
    looking = (
        "import sys\n"
        f"sys.path[:] = [{str(installed)!r}, *(p for p in sys.path if p != {str(CHECKOUT)!r})]\n"
        "from ui.serving import SCRIPT\nassert SCRIPT.is_file()\nprint(SCRIPT)\n"
    )
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-P", "-c", looking],
        cwd=installed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.stdout.startswith(str(installed)), told.stderr


def test_make_says_in_one_sentence_that_python_is_missing(tmp_path):
    told = make_without_python(tmp_path, pythons={})
    assert told.returncode != 0
    assert "Footnote needs Python 3.11 or newer and found none" in told.stderr


def test_make_says_in_one_sentence_that_python_is_too_old(tmp_path):
    told = make_without_python(tmp_path, pythons={"python3": "exit 1"})
    assert "Footnote needs Python 3.11 or newer and found none" in told.stderr


def test_make_says_in_one_sentence_that_python_cannot_make_environments(tmp_path):
    without_venv = 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac'
    told = make_without_python(tmp_path, pythons={"python3": without_venv})
    assert told.returncode != 0
    assert "python3 cannot make a virtual environment" in told.stderr
    assert "python3-venv" in told.stderr


def make_without_python(folder: Path, pythons: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `make chat` in a copy of the Makefile where only the given commands are on the path."""
    commands = folder / "bin"
    commands.mkdir()
    for name in ("make", "sh", "echo", "head", "touch"):
        found = [Path(place) / name for place in ("/usr/bin", "/bin")]
        (commands / name).symlink_to(next(path for path in found if path.exists()))
    for name, body in pythons.items():
        (commands / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (commands / name).chmod(0o755)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        (folder / name).write_bytes((CHECKOUT / name).read_bytes())
    return subprocess.run(
        ["make", "chat"],  # noqa: S607 - whichever make the machine has
        cwd=folder,
        env={"PATH": str(commands), "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

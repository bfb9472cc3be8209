"""The documents agree with the program: its settings, its commands, what it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assistant.settings import Settings

CHECKOUT = Path(__file__).parent.parent


def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def test_the_example_environment_names_every_setting_in_order():
    named = re.findall(r"^# ([A-Z_]+)=", text_of(".env.example"), re.MULTILINE)
    assert named == [Settings.variable(field) for field in Settings.model_fields]


def test_the_example_environment_sets_nothing_but_the_defaults(tmp_path):
    uncommented = re.sub(r"^# ([A-Z_]+=)", r"\1", text_of(".env.example"), flags=re.MULTILINE)
    file = tmp_path / ".env"
    file.write_text(uncommented, encoding="utf-8")
    assert Settings(_env_file=file) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_the_readme_tells_of_every_setting():
    for field in Settings.model_fields:
        assert f"`{Settings.variable(field)}`" in text_of("README.md")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_every_make_command_in_a_document_exists(document):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(document), re.MULTILINE))
    assert named <= targets


def test_the_readme_starts_from_the_two_commands():
    for command in ("make chat", "make test"):
        assert command in text_of("README.md")


@pytest.mark.parametrize("command", ["chat", "ask", "batch", "doctor"])
def test_the_readme_tells_of_every_command(command):
    assert f"footnote {command}" in text_of("README.md")


def shown_commands() -> list[tuple[str, str]]:
    """Each question that the README asks on the command line, and what it says is printed."""
    block = re.compile(r'^    \$ footnote ask "(.+)"\n((?:    .*\n|\n(?=    ))+)', re.MULTILINE)
    shown = block.findall(text_of("README.md"))
    return [
        (question, textwrap.dedent(printed.partition("    $ ")[0])) for question, printed in shown
    ]


@pytest.mark.parametrize(("question", "printed"), shown_commands(), ids=lambda text: text[:30])
def test_the_readme_shows_what_the_command_prints(question, printed):
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "assistant", "ask", question],
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line.rstrip() for line in told.stdout.strip().splitlines()] == (
        printed.strip().splitlines()
    ), told.stderr


def test_the_python_in_the_readme_runs():
    (program,) = re.findall(r"```python\n(.+?)```", text_of("README.md"), re.DOTALL)
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert told.stdout.startswith("answered "), told.stderr


@pytest.mark.parametrize(
    "document", [path.relative_to(CHECKOUT) for path in CHECKOUT.glob("*.md")], ids=str
)
def test_a_link_in_a_document_leads_somewhere(document):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(document)):
        assert (CHECKOUT / target).exists(), target


def test_every_path_in_the_architecture_exists():
    paths = re.findall(r"`((?:assistant|ui|tests|training|seeds|prompts)/[\w./-]*)`", "\n".join(
        text_of(name) for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")
    ))  # fmt: skip
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []

"""What is declared is pinned, what is pinned is plain, and nothing foreign slips in."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parent.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [
    Requirement(line)
    for line in [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
]
PINS = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda requirement: requirement.name)
def test_every_dependency_stops_below_its_next_major(requirement):
    bounds = {bound.operator: bound.version for bound in requirement.specifier}
    assert set(bounds) == {">=", "<"}
    assert re.fullmatch(r"\d+", bounds["<"]), "a ceiling is a major version"


def test_constraints_hold_plain_pins_and_nothing_else():
    assert [pin for pin in PINS if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", pin)] == []
    assert len({canonicalize_name(pin.split("==")[0]) for pin in PINS}) == len(PINS)


def test_constraints_pin_every_dependency_within_its_range():
    pinned = {canonicalize_name(name): version for name, version in (p.split("==") for p in PINS)}
    for requirement in DECLARED:
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def test_every_library_the_code_imports_is_declared():
    providers = packages_distributions()
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    for folder in ("assistant", "ui"):
        for source in (CHECKOUT / folder).rglob("*.py"):
            libraries = libraries_of(source) - {"assistant", "ui"}
            missing = [
                library
                for library in libraries - sys.stdlib_module_names
                if declared.isdisjoint(map(canonicalize_name, providers[library]))
            ]
            assert missing == [], source


def libraries_of(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name.name for node in imports for name in node.names]
    return {name.partition(".")[0] for name in [*names, *(node.module or "" for node in froms)]}


def test_nothing_is_pinned_that_only_a_graphics_card_needs():
    heavy = re.compile(r"torch|tensorflow|jax|nvidia|cuda|triton|onnxruntime[-_]gpu", re.IGNORECASE)
    assert [pin for pin in PINS if heavy.search(pin)] == []


def files_of_the_project() -> list[Path]:
    """What git tracks or would track, so that a note on someone's disk does not count."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(  # noqa: S603 - git, asked about our own files
        asked, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        pytest.skip("needs a git checkout, to know which files are the project's")
    paths = (CHECKOUT / name for name in told.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_package_mirror_or_a_place_on_someones_disk():
    # Written in halves, so that this file does not hold what it looks for.
    forbidden = re.compile(r"(--index" r"-url|/simple/|/home/\w|/Users/\w|/work/(main|shared))")
    for path in files_of_the_project():
        if path.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".js", ".css", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found = forbidden.search(text)
            assert not found or path == Path(__file__), f"{path}: {found and found[0]}"


def test_no_file_is_larger_than_the_model():
    assert [path for path in files_of_the_project() if path.stat().st_size > 25_000_000] == []

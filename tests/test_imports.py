"""Who may import whom: the shape that ARCHITECTURE.md draws, held by reading every import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent

# From the bottom up: a module knows what is below it and its own folder, nothing beside or above.
LAYERS = [
    {"assistant.domain", "assistant.errors"},
    {"assistant.settings", "assistant.resources", "assistant.data_folder", "assistant.schema"},
    {"assistant.database"},
    {"assistant.article", "assistant.retrieval", "assistant.conversation", "assistant.provider"},
    {"assistant.answering"},
    {"assistant.conversing", "assistant.examining", "assistant.feedback"},
    {"assistant.library"},
    {"assistant.building"},
    {"assistant.batch", "assistant.doctor", "assistant.printing"},
    {"assistant.evaluation"},
    {"assistant"},
    {"ui"},
    {"assistant.cli"},
    {"assistant.__main__"},
]

COMMAND_LINES = ("assistant/cli.py", "assistant/evaluation/commands.py")

# A heavy or far-reaching library is known in one place: what the paths there begin with.
HOMES: dict[str, str | tuple[str, ...]] = {
    "bm25s": "assistant/retrieval/",
    "chromadb": "assistant/retrieval/indexing.py",
    "httpx2": "assistant/provider/",
    "langchain": "assistant/provider/",
    "langchain_openai": "assistant/provider/openai_protocol.py",
    "langsmith": "assistant/provider/",
    "openai": "assistant/provider/",
    "onnxruntime": "assistant/retrieval/networks.py",
    "pypdf": "assistant/article/",
    "rich": (*COMMAND_LINES, "assistant/printing.py"),
    "sqlalchemy": (
        "assistant/article/storing.py",
        "assistant/conversation/judging.py",
        "assistant/conversation/storing.py",
        "assistant/database.py",
        "assistant/schema.py",
    ),
    "starlette": "ui/",
    "streamlit": "ui/",
    "tokenizers": ("assistant/retrieval/embedding.py", "assistant/retrieval/networks.py"),
    "trafilatura": "assistant/article/",
    "typer": COMMAND_LINES,
}
NOT_FOR_QUOTING = {
    *("httpx2", "langchain", "langchain_core", "langchain_openai", "openai"),
    *("pypdf", "streamlit", "torch", "trafilatura"),
}

SOURCES = [
    path.relative_to(CHECKOUT)
    for folder in ("assistant", "ui")
    for path in sorted((CHECKOUT / folder).rglob("*.py"))
]


def name_of(source: Path) -> str:
    parts = source.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: Path) -> set[str]:
    tree = ast.parse((CHECKOUT / source).read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source} imports by dots: write the whole name"
            assert node.module is not None
            # `from assistant.article import loading` knows a module, `import seed` a name in one.
            found |= {
                f"{node.module}.{name.name}"
                if is_a_module(f"{node.module}.{name.name}")
                else node.module
                for name in node.names
            }
    return found


def is_a_module(name: str) -> bool:
    path = CHECKOUT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def part_of(module: str) -> str:
    """The row of LAYERS that a module belongs to: the longest name there that it begins with."""
    named = [part for layer in LAYERS for part in layer if f"{module}.".startswith(f"{part}.")]
    return max(named, key=len)


def height(part: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_module_knows_only_what_is_below_it(source):
    importer = part_of(name_of(source))
    for module in imports_of(source):
        if module.partition(".")[0] in {"assistant", "ui"}:
            imported = part_of(module)
            allowed = imported == importer or height(imported) < height(importer)
            assert allowed, f"{source} may not import {module}"


def test_every_module_has_its_layer():
    modules = {name_of(source) for source in SOURCES} - {"assistant"}
    assert not [module for module in modules if part_of(module) == "assistant"]


@pytest.mark.parametrize("source", ["assistant/domain.py", "assistant/errors.py"])
def test_the_vocabulary_needs_nothing_but_python(source):
    assert {module.partition(".")[0] for module in imports_of(Path(source))} <= (
        sys.stdlib_module_names
    )


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_is_known_in_one_place(library):
    strangers = [
        str(source)
        for source in SOURCES
        if not source.as_posix().startswith(HOMES[library])
        and library in {module.partition(".")[0] for module in imports_of(source)}
    ]
    assert not strangers


def test_only_the_command_line_prints():
    for source in SOURCES:
        tree = ast.parse((CHECKOUT / source).read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        prints = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
        assert not prints or source == Path("assistant/cli.py"), source


def test_training_is_not_needed_to_run():
    for source in SOURCES:
        assert not {"training", "tests", "benchmarks"} & {
            module.partition(".")[0] for module in imports_of(source)
        }, source


def loaded_by(program: str) -> set[str]:
    """The top-level libraries that a fresh Python has loaded when the program ends."""
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", f"{program}\nimport sys\nprint('LOADED', *sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    last = told.stdout.splitlines()[-1]
    assert last.startswith("LOADED ")
    return {module.partition(".")[0] for module in last.split()[1:]}


def test_importing_the_library_loads_none_of_the_heavy_parts():
    heavy = {"chromadb", "langchain_core", "numpy", "onnxruntime", "sqlalchemy"}
    assert not loaded_by("import assistant") & (NOT_FOR_QUOTING | heavy)


ASK = """
import sys
from assistant.cli import main
sys.argv = ["footnote", "ask", "Where are Xi and Putin meeting?"]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
"""


def test_an_answer_on_the_command_line_loads_only_what_quoting_needs():
    assert not loaded_by(ASK) & NOT_FOR_QUOTING
    # The second time the index is there.
    assert not loaded_by(ASK) & NOT_FOR_QUOTING

"""The command line with a model: what it prints, how it ends, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from assistant.cli import OFFLINE_INSTEAD
from tests.servers.model_server import Refused, Written, model_server

FERRY = "The ferry Alma sails at noon. Captain Ida Torvik has steered it for nine years."
SAILS = "When does the Alma sail?"
NOON = "The ferry Alma sails at noon [1]."
NO_KEY = Refused(401, {"error": {"code": "invalid_api_key", "message": "no"}})


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text(FERRY)
    return path


def command(server, *words, **environment):
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "assistant", *map(str, words)],
        env={
            **os.environ,
            "ASSISTANT_CHAT_MODEL": "openai:test-model",
            "OPENAI_BASE_URL": server.url,
            "COLUMNS": "200",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(server, *words, **environment):
    """Exit code, output and errors."""
    with command(server, *words, **environment) as process:
        out, errors = process.communicate(timeout=120)
    return process.returncode, out, errors


def test_ask_prints_the_answer_its_doubts_its_sources_and_what_it_took(ferry):
    told = Written(f"{NOON} It is painted red.", usage=(412, 14))
    with model_server(told) as server:
        code, out, errors = run(
            server, "ask", SAILS, "--article", ferry, ASSISTANT_CITATIONS="markers"
        )
    lines = [line for line in out.splitlines() if line.strip()]
    assert (code, errors) == (0, "")
    assert lines[0].startswith("The ferry Alma sails at noon [1]. It is painted red. (⚠ ")
    assert lines[1] == "[1] sentence 1 of 2 — ferry"
    assert OFFLINE_INSTEAD not in out
    assert lines[2].startswith("openai:test-model, 1 call, 412 tokens read, 14 written, evidence")


def test_ask_tells_what_went_wrong_with_exit_code_2_and_answers_offline_when_told_to(ferry):
    with model_server(NO_KEY) as server:
        code, out, errors = run(server, "ask", SAILS, "--article", ferry)
        offline = run(server, "ask", SAILS, "--article", ferry, "--offline", "--json")
        assert len(server.chats) == 1
    assert (code, errors) == (2, "")
    assert "OPENAI_API_KEY" in out
    assert out.count("OPENAI_API_KEY") == 1
    assert out.splitlines()[-1] == OFFLINE_INSTEAD
    answer = json.loads(offline[1])
    assert (offline[0], answer["engine"], answer["receipt"]) == (0, "quoting", None)


def test_ctrl_c_ends_an_answer_with_what_has_arrived_of_it(ferry):
    slow = Written(f"{NOON} " + "Captain Ida Torvik has steered it [2]. " * 300, pace=0.05)
    with model_server(slow) as server:
        with command(server, "ask", SAILS, "--article", ferry, "--json") as process:
            while not server.chats:
                assert process.poll() is None
                time.sleep(0.05)
            time.sleep(1.0)  # the first sentence is on its way
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=60)
        assert server.gone == 1
    answer = json.loads(out)
    assert (answer["ending"], answer["verdict"]) == ("stopped", "answered")
    assert answer["answer"].startswith("The ferry Alma sails at noon [1].")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"ASSISTANT_CHAT_MODEL": "gpt"}, "ASSISTANT_CHAT_MODEL cannot be used: write it as"),
        ({"ASSISTANT_FALLBACK": "guess"}, "ASSISTANT_FALLBACK cannot be used"),
        ({"ASSISTANT_DAILY_LIMIT": "2"}, "set ASSISTANT_PROMPT_PRICE and ASSISTANT_ANSWER_PRICE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(ferry, setting, told):
    with model_server(NOON) as server:
        code, out, errors = run(server, "ask", SAILS, "--article", ferry, **setting)
    assert (code, out) == (2, "")
    assert told in errors
    assert len(errors.splitlines()) == 1

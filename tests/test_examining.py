"""What the doctor finds out about a model, against a real server on this machine."""

from __future__ import annotations

import re

import pytest

from assistant.doctor import findings
from assistant.examining import examine
from assistant.provider.spending import estimated_tokens
from assistant.settings import read_settings
from tests.servers.model_server import Refused, Written, model_server

CITING = "Ida Brandt built the harbour [2]. A crossing costs four crowns [4]."
LOCATING = "It hangs behind the green clock [1]."
REFUSING = "The article does not say."


def replying(citing=CITING, locating=LOCATING, share=1.0, most=10**9):
    """A model that answers the two questions; it counts a share of the tokens, up to a most."""

    def reply(asked):
        text = locating if "archive" in asked.messages[-1]["content"] else citing
        if not isinstance(text, str):
            return text
        read = min(int(share * estimated_tokens(asked.prompt)), most)
        return Written(text, usage=(read, estimated_tokens(text)))

    return reply


@pytest.fixture
def examined():
    """What is found of a model that replies so."""

    def found(reply=None, longest_article=0, **settings):
        with model_server(reply or replying(), models=["test-model", "other-model"]) as server:
            given = {
                "chat_model": "openai:test-model",
                "openai_base_url": server.url,
                "_env_file": None,
            }
            return list(examine(read_settings(**given | settings), longest_article))

    return found


def bad(findings):
    return [finding.words for finding in findings if not finding.good]


def words(findings):
    return "\n".join(finding.words for finding in findings)


def test_a_good_model_is_found_good(examined):
    found = examined()
    assert bad(found) == []
    assert re.search(
        r"written by openai:test-model, asked at 127\.0\.0\.1:\d+ without a key", words(found)
    )
    assert re.search(r"127\.0\.0\.1:\d+ lists 2 models: test-model, other-model$", found[1].words)
    assert "word by word" in words(found)
    assert "sets the numbers of its sources as it is asked to" in words(found)
    assert re.search(r"reads [\d,]+ tokens at once", words(found))
    assert re.search(r"took two questions, [\d,]+ tokens", words(found))


def test_the_question_is_put_as_a_readers_is():
    with model_server(replying()) as server:
        settings = read_settings(
            chat_model="openai:test-model", openai_base_url=server.url, _env_file=None
        )
        list(examine(settings))
        citing, reading = server.chats
    assert "<quotations>" in citing.messages[-1]["content"]
    assert "[2] The harbour of Harn was built in 1911 by Ida Brandt." in citing.prompt
    assert 0.6 * 4_096 < estimated_tokens(reading.prompt) < 4_096


@pytest.mark.parametrize(
    "said",
    [
        "Ida Brandt built the harbour. A crossing costs four crowns.",
        "Ida Brandt built the harbour [2]. A crossing costs four crowns.",
        "Ida Brandt built the harbour [1]. A crossing costs four crowns [3].",
        "Ida Brandt built the harbour, and a crossing costs four crowns [9].",
    ],
    ids=["no numbers", "half of them", "wrong ones", "unknown ones"],
)
def test_a_model_that_does_not_cite_gets_the_mode_it_can_sustain(examined, said):
    (told,) = bad(examined(replying(said)))
    assert "set ASSISTANT_CITATIONS=matched" in told
    assert bad(examined(replying(said), citations="matched")) == []


def test_a_model_that_could_cite_but_need_not_is_told_of(examined):
    found = examined(citations="matched")
    assert "with ASSISTANT_CITATIONS=auto" in words(found)


def test_a_model_that_gets_an_easy_question_wrong_is_told_of(examined):
    (told,) = bad(examined(replying("The ferry leaves at noon [2]. It is winter [4].")))
    assert "got an easy question wrong" in told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (replying(share=0.3), r"Of [\d,]+ tokens sent the server read [\d,]+ and dropped"),
        (replying(most=900), r"the server read 900 .* set ASSISTANT_CONTEXT_TOKENS to 900"),
        (replying(locating=REFUSING), r"num_ctx with Ollama"),
    ],
    ids=["counts a third", "counts to a limit", "has not seen the beginning"],
)
def test_a_server_that_drops_the_beginning_without_a_word_is_found_out(examined, reply, told):
    (found,) = bad(examined(reply))
    assert re.search(told, found)


def test_a_server_that_reads_less_at_once_than_is_set_says_how_much(examined):
    body = {
        "error": {
            "code": "context_length_exceeded",
            "message": "The maximum context length is 2048 tokens.",
        }
    }
    (found,) = bad(examined(replying(locating=Refused(400, body))))
    assert "set ASSISTANT_CONTEXT_TOKENS to 2048" in found


def test_a_server_that_reads_less_than_a_few_sentences_says_how_much(examined):
    body = {"error": {"message": "This model's maximum context length is 512 tokens."}}
    (told,) = bad(examined(lambda asked: Refused(400, body)))
    assert told.endswith("is longer than test-model can read; set ASSISTANT_CONTEXT_TOKENS to 512.")


def test_names_of_models_do_nothing_to_the_terminal():
    with model_server(replying(), models=["test-model", "evil\x1b[31m\u202e"]) as server:
        settings = read_settings(
            chat_model="openai:test-model", openai_base_url=server.url, _env_file=None
        )
        assert "evil[31m" in words(examine(settings))


def test_what_cannot_be_seen_is_not_claimed(examined):
    found = examined(replying(locating="I like boxes [1]."))
    assert bad(found) == []
    assert "could not be seen" in words(found)


def test_a_server_that_does_not_stream_is_told_of(examined):
    found = examined(replying(Written(CITING, chunks=[CITING], usage=(500, 9))))
    assert bad(found) == []
    assert "does not stream" in words(found)


def test_a_model_that_is_not_there_is_told_with_those_that_are(examined):
    body = {"error": {"code": "model_not_found", "message": "model 'test-model' not found"}}
    (told,) = bad(examined(lambda asked: Refused(404, body)))
    assert "other-model" in told
    assert "ASSISTANT_CHAT_MODEL" in told


def test_a_refused_key_is_told_once_and_never_shown(examined):
    body = {
        "error": {"code": "invalid_api_key", "message": "Incorrect API key provided: sk-CANARY"}
    }
    found = examined(lambda asked: Refused(401, body), openai_api_key="sk-CANARY-0123456789")
    assert len(bad(found)) == 1
    assert "OPENAI_API_KEY" in bad(found)[0]
    assert "CANARY" not in words(found)


def test_a_server_that_is_not_there_is_told_of():
    with model_server() as server:
        gone = server.url
    settings = read_settings(chat_model="openai:x", openai_base_url=gone, _env_file=None)
    (told,) = bad(examine(settings))
    assert "127.0.0.1" in told


def test_a_missing_key_is_found_before_anything_is_sent():
    (told,) = bad(examine(read_settings(chat_model="openai:x", _env_file=None)))
    assert "OPENAI_API_KEY" in told


def test_the_longest_article_is_held_against_what_is_read_at_once(examined):
    assert "goes to the model whole" in words(examined(longest_article=1_000))
    assert "by its best passages" in words(examined(longest_article=100_000))


def test_without_a_model_there_is_nothing_to_examine():
    assert list(examine(read_settings(_env_file=None))) == []


def test_the_doctor_examines_the_model_that_is_set(monkeypatch):
    with model_server(replying()) as server:
        monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "openai:test-model")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        found = list(findings())
    assert bad(found) == []
    assert "Embedded model" in words(found)
    assert "sets the numbers of its sources" in words(found)
    assert "quoting the article" not in words(found)

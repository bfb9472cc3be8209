from __future__ import annotations

import json

import numpy as np
import pytest

from assistant.article.cleaning import mark_boilerplate
from assistant.article.site_voice import SURE, notice_score
from assistant.article.splitting import split
from assistant.domain import SentenceKind
from assistant.resources import seed
from tests.article.made_up_pages import PAGES

SEED = seed().article.read_text("utf-8")


def marked_in(text: str, vectors=None, markup: str = "plain") -> list[str]:
    found = mark_boilerplate(text, split(text, markup), vectors)
    return [text[s.start : s.end] for s in found if s.kind is SentenceKind.BOILERPLATE]


def lines_of_page(page: str) -> tuple[list[str], list[str]]:
    lines = page.strip().splitlines()
    words = [line.removeprefix("~ ") for line in lines]
    return words, [w for w, line in zip(words, lines, strict=True) if line.startswith("~ ")]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("blank_lines", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_a_page_loses_its_notices_and_keeps_its_story(name, blank_lines):
    words, notices = lines_of_page(PAGES[name])
    text = blank_lines.join(words)
    marked = marked_in(text, markup="markdown" if text.startswith("# ") else "plain")
    unmarked_story = [line for line in words if line not in notices]
    assert not [m for m in marked if any(m in line for line in unmarked_story)]
    lost = [n for n in notices if not any(m in n or n in m for m in marked)]
    assert not lost


@pytest.mark.parametrize("name", PAGES)
def test_meaning_adds_to_the_signals_and_never_turns_a_story_into_a_notice(name):
    words, notices = lines_of_page(PAGES[name])
    text = "\n\n".join(words)
    sentences = split(text)
    # Every notice points one way, every story sentence another, as a good model would have it.
    rows = [[0.0, 1.0] if text[s.start : s.end] in notices else [1.0, 0.0] for s in sentences]
    vectors = np.array(rows, dtype=np.float32)
    assert all(any(m in notice for notice in notices) for m in marked_in(text, vectors))


def test_the_notices_in_the_middle_of_the_seed_are_marked_and_nothing_else():
    marked = marked_in(SEED)
    assert [sentence[:24] for sentence in marked] == [
        "Archie Bland and Nimo Om",
        "For more information, se",
        "We use Google reCaptcha ",
    ]


def test_marking_moves_no_sentence():
    before = split(SEED)
    after = mark_boilerplate(SEED, before, None)
    assert [(s.number, s.start, s.end) for s in after] == [
        (s.number, s.start, s.end) for s in before
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The regulator fined the company for breaking its privacy policy.",
        "She launched a newsletter in 2019, read by 40,000.",
        "'We use cookies,' the minister joked.",
        "“Sign up for our newsletter and get our privacy policy,” the advert said.",
        "The label read “All rights reserved” in gold letters.",
        "Readers signed up for the newsletter in their thousands.",
        "The terms of the treaty apply to both countries.",
        "More stories followed, each stranger than the last.",
        "The museum will share the photographs with schools.",
        "Click the button to start the machine.",
        "You can follow the river on foot from the bridge to the sea.",
        "Subscribers to the theory include two Nobel laureates.",
        "Facebook and Twitter were both fined.",
        "The advertisement ran for six weeks in 1962.",
        "Click Settings, then Privacy, then Manage preferences.",
        "Share the cost with your neighbours.",
        "Watch: the coach wore the same one all year.",
        "Become a member of the library for free at any branch.",
        "All rights reserved to the crown were abolished in 1832.",
    ],
)
def test_reporting_about_such_things_is_not_sure_to_be_a_notice(sentence):
    assert notice_score(sentence) < SURE


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up to our daily newsletter.",
        "Subscribe now for unlimited access.",
        "We and our partners use cookies to personalise content.",
        "This site is protected by reCAPTCHA and its Privacy Policy and Terms of Service apply.",
        "Read more: How the bridge fell",
        "Share this article",
        "Follow us on Twitter and Facebook.",
        "Advertisement",
        "© 2023 The Company. All rights reserved.",
        "This material may not be published, rewritten or redistributed without permission.",
        "Support our journalism from as little as £1.",
        "Photograph: Getty Images",
        "View comments",
    ],
)
def test_a_plain_notice_is_sure_on_its_own(sentence):
    assert notice_score(sentence) >= SURE


def test_a_policy_that_is_the_article_is_left_alone():
    text = (
        "We use cookies to improve your experience on our website. "
        "You can withdraw your consent at any time. "
        "For more information, see our cookie policy. "
        "By using our site, you agree to our terms of service. "
        "Our privacy policy says what we store."
    )
    assert marked_in(text) == []


def test_a_doubtful_sentence_between_two_notices_is_one_too():
    story = "The bridge was closed in March after a storm. " * 6
    doubtful = "For more information, visit the help page."
    notices = f"We use cookies on our website. {doubtful} Subscribe to our newsletter today."
    assert doubtful in marked_in(f"{story}{notices} {story}")
    assert doubtful not in marked_in(f"{story}{doubtful} {story}")


def test_encyclopedic_texts_hold_no_notices(shared_data):
    rows = (shared_data / "squad2_tune.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows]
    rows = (shared_data / "qed_rest.jsonl").read_text("utf-8").splitlines()
    texts += [json.loads(row)["paragraph"] for row in rows]
    total = sum(len(split(text)) for text in texts)
    assert sum(len(marked_in(text)) for text in texts) < total / 1_000

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.article.layout import WORD
from assistant.article.splitting import LONGEST_SENTENCE, LONGEST_WHOLE, passages, split
from assistant.domain import Sentence, SentenceKind
from assistant.resources import seed

SEED = seed().article.read_text("utf-8")


def sentences_of(text: str, markup: str = "plain") -> list[str]:
    return [text[s.start : s.end] for s in split(text, markup)]


def headings_of(text: str, markup: str = "plain") -> list[str]:
    return [text[s.start : s.end] for s in split(text, markup) if s.kind is SentenceKind.HEADING]


@pytest.mark.parametrize(
    "parts",
    [
        [
            "Dr. Smith of the U.S. Senate came at 10 a.m. Monday.",
            "He met J. K. Rowling, e.g. at tea.",
        ],
        ["He lives in the U.S.", "The capital is Washington, D.C.", "It is hot."],
        ["No. 5 is alive.", "He said no.", "Then he left at 5 p.m.", "The end."],
        ["See Fig. 3 and p. 12, vol. 2.", "Pi is 3.14.", "It cost $3.5 million.", "$5 was left."],
        ["In Sept. 2020 it ended.", "On Jan. 5 too.", "At 9 a.m. EST they came."],
        ["George W. Bush took vitamin C.", "He and I.", "Then plan B.", "The end."],
        ["Jaye P. Morgan sang.", "It was by Philip K. Dick.", "He wrote more."],
        ["Apple Inc. announced it.", "Prof. Xu, Ph.D., spoke.", "Smith v. Jones was decided."],
        ["In 1 Cor. 12:27 he wrote it.", "Symphony No. 40 followed."],
    ],
    ids=lambda parts: parts[0][:24],
)
def test_a_full_stop_inside_an_abbreviation_ends_nothing(parts):
    assert sentences_of(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["“If we think about China’s grand strategy … it’s pretty clear.”", "Xi and Putin met."],
        ["“Why?” she asked.", "“Because.”", "He left."],
        ["“Where is he?” Wishnick said.", "“Gone!”", "The crowd cheered."],
        ['She said: "I know."', "He nodded.", '"Go."', '"Why?"'],
        ["(He was late.)", "She was not.", "(See Smith et al. 2010.)", "Fine."],
        ["He paused...", "Then he left.", "Well … I think so.", "Wait… what?"],
        ["Is it true?!", "Yes!!", "“Really?!” he said."],
        ["It was built in 1950.[12]", "It fell the next year.[3][4]", "So it goes."],
        ["¿Qué pasa?", "Nada.", "«Vamos.»", "Это предложение.", "Вот другое."],
        ["**Bold.**", "Next one.", "*Emphasis!*", "Third."],
        ["The manga was by Akira Toriyama .", "`` Talmud '' means learning .", "( It is old . )"],
    ],
    ids=lambda parts: parts[0][:24],
)
def test_quotations_and_brackets_close_with_their_sentence(parts):
    assert sentences_of(" ".join(parts)) == parts


def test_stops_of_chinese_and_japanese_need_no_space():
    text = "我爱你。你好！他说：“走吧。”然后走了。真的吗?是的!"
    expected = ["我爱你。", "你好！", "他说：“走吧。”", "然后走了。", "真的吗?", "是的!"]
    assert sentences_of(text) == expected


def test_a_forgotten_space_ends_a_sentence_but_a_domain_does_not():
    assert sentences_of("This is the end.Next it rains.") == ["This is the end.", "Next it rains."]
    assert len(sentences_of("Visit example.com or booking.Com now, and use Node.js today.")) == 1


def test_the_seed_article_splits_where_it_is_printed_to_split():
    found = sentences_of(SEED)
    assert len(found) == 32
    assert found[9] == "He refused to condemn the invasion, blaming the West for igniting tensions."
    assert found[5].startswith("“If we think")
    assert found[5].endswith("pushed westward.”")


def test_wrapped_lines_are_one_sentence_and_a_blank_line_ends_one():
    text = (
        "The bridge over the stream was closed in March after a storm had\n"
        "washed away two of its piers, and it has stayed closed since.\n\n"
        "Nobody was hurt"
    )
    assert len(sentences_of(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The Town Hall\n12 Mill Lane\nSamarkand\nUzbekistan",
        "eggs\nflour\nmilk\nbutter",
        "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye,\n"
        "Could frame thy fearful symmetry?",
        "- one thing\n- another thing\n* a third thing\n• a fourth",
        "First name\tLast name\nAda\tLovelace\nAlan\tTuring\nGrace\tHopper",
    ],
    ids=["address", "list", "verse", "bullets", "columns"],
)
def test_short_lines_each_stand_alone(text):
    assert len(sentences_of(text)) == 4


def test_a_title_over_a_paragraph_is_a_heading():
    text = "A Bridge Too Old\n\nThe bridge was closed in March.\n\nCosts\n=====\nIt cost a lot."
    assert headings_of(text) == ["A Bridge Too Old", "Costs"]


def test_a_first_line_above_a_byline_or_a_long_line_is_the_title():
    story = "The bridge was closed in March, and it will not be open again before May."
    title = "Bridge to close for 16 weeks as repair bill rises to 14.2 million"

    assert headings_of(f"{title}\nBy Ada Lovelace\n\n{story}") == [title]
    assert headings_of(f"“It hums”\n{story} {story}") == ["“It hums”"]
    assert headings_of(f"{story[:60]}\n{story[60:]}\n\n{story}") == []


def test_markdown_headings_lists_tables_and_code_are_told_apart():
    text = (
        "---\ntitle: Bridges\n---\n# The *old* bridge ##\nIt fell. It was\nrebuilt.\n\n"
        "Later\n-----\n> A quotation\n> goes on.\n\n- one\n- two and\n  more\n"
        "1. First step. Then rest.\n\n"
        "| Year | Cost |\n|------|------|\n| 1950 | high |\n\n```python\nx = 1.\nY = 2\n```\n\nEnd."
    )
    assert headings_of(text, "markdown") == ["The *old* bridge", "Later"]
    assert sentences_of(text, "markdown") == [
        "title: Bridges",
        "The *old* bridge",
        "It fell.",
        "It was\nrebuilt.",
        "Later",
        "A quotation\n> goes on.",
        "one",
        "two and\n  more",
        "1. First step.",
        "Then rest.",
        "Year | Cost",
        "1950 | high",
        "```python\nx = 1.\nY = 2\n```",
        "End.",
    ]


def test_an_unclosed_code_fence_does_not_swallow_the_article():
    assert len(sentences_of("```\nOne. Two.\n\nThree.\n\nFour.", "markdown")) >= 4


def test_a_sentence_without_end_is_cut_where_words_end():
    found = sentences_of("word " * 5_000)
    assert all(len(sentence) <= LONGEST_SENTENCE for sentence in found)
    assert all(sentence.replace("word", "").strip() == "" for sentence in found)
    assert sum(len(sentence) for sentence in sentences_of("x" * 20_000)) == 20_000


def test_a_text_without_words_has_no_sentences():
    assert split("") == split(" \n\t") == split("… — * * *\n\n---\n🙂") == ()


WRITING = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(" \n\n.?!…\"“”'’‘()[]#*->|`~=_:;,\t\r 1A9aé中。‑\u200b\u00a0🙂")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=400,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=WRITING, markup=st.sampled_from(["plain", "markdown"]))
def test_no_word_is_lost_and_sentences_never_overlap(text, markup):
    found = split(text, markup)
    covered = 0
    for number, sentence in enumerate(found, start=1):
        words = text[sentence.start : sentence.end]
        assert sentence.number == number
        assert words == words.strip() != ""
        assert not WORD.search(text, covered, sentence.start)
        assert sentence.start >= covered
        assert len(words) <= LONGEST_WHOLE
        covered = sentence.end
    assert not WORD.search(text, covered)
    assert split(text, markup) == found


@pytest.mark.parametrize(
    "bad", [". ", "… A", '"', "“A. ", "\n- ", "\n> ", "|", "```\n", "A.", "(", "[1]"]
)
def test_hostile_repetition_keeps_every_word(bad):
    text = "Begin " + bad * 20_000 + " end"
    for markup in ("plain", "markdown"):
        found = sentences_of(text, markup)
        assert found[0].startswith("Begin")
        assert found[-1].endswith("end")


def story(*kinds: SentenceKind) -> list[Sentence]:
    return [Sentence(n, n * 10, n * 10 + 5, kind) for n, kind in enumerate(kinds, start=1)]


def test_a_passage_is_a_sentence_with_a_neighbour_on_each_side():
    text = "One. Two. Three."
    numbers = [[s.number for s in p.sentences] for p in passages(split(text))]
    assert numbers == [[1, 2], [1, 2, 3], [2, 3]]


def test_a_passage_skips_boilerplate_and_stays_under_its_heading():
    S, H, B = SentenceKind.STORY, SentenceKind.HEADING, SentenceKind.BOILERPLATE  # noqa: N806
    found = passages(story(S, B, S, H, S, S))
    assert [p.core.number for p in found] == [1, 3, 4, 5, 6]
    assert [[s.number for s in p.sentences] for p in found] == [
        [1, 3],
        [1, 3],
        [4, 5],
        [4, 5, 6],
        [4, 5, 6],
    ]

"""Who says what. The labels are in `speeches.txt`, set by hand before the code was run on them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.article.reporting import reporters
from assistant.article.speakers import speakers, speech_of
from assistant.article.splitting import split
from assistant.domain import Article
from assistant.resources import SEEDS

LABELS = Path(__file__).parent / "speeches.txt"


@dataclass(frozen=True)
class Label:
    speaker: str
    kind: str
    words: str


def labelled() -> dict[str, list[Label | None]]:
    """The labels of each article; None for an empty line, where a paragraph ends."""
    articles: dict[str, list[Label | None]] = {}
    for part in LABELS.read_text(encoding="utf-8").split("\n# ")[1:]:
        name, *lines = part.strip().split("\n")
        articles[name] = [
            Label(*(field.strip() for field in line.split("|", 2))) if line else None
            for line in lines
        ]
    return articles


def article_of(name: str, labels: list[Label | None]) -> Article:
    """A made-up article stands whole in its labels, another one ships along."""
    if name.startswith("made up"):
        paragraphs = " ".join(label.words if label else "\n" for label in labels).split(" \n ")
        text = "\n\n".join(paragraphs)
        return Article(name, text, split(text))
    if not (SEEDS / name).is_dir():
        pytest.skip(f"{name} does not ship along")
    from assistant.article.loading import read_document
    from assistant.building import open_article

    return open_article(read_document(next((SEEDS / name).glob("article.*")))).article


def marked(name: str, labels: list[Label | None]) -> tuple[set[object], set[object]]:
    """What was found and what was to be found: sentence, speaker and kind."""
    article = article_of(name, labels)
    found: set[object] = {(n, s.speaker, s.kind) for n, s in speakers(article).items()}
    wanted: set[object] = set()
    for label in labels:
        if label and label.speaker != "-":
            (number,) = [
                s.number for s in article.sentences if article.words_of(s).startswith(label.words)
            ]
            wanted.add((number, label.speaker, label.kind))
    return found, wanted


@pytest.mark.parametrize("name", labelled())
def test_each_speech_has_its_speaker_and_no_sentence_a_wrong_one(name):
    found, wanted = marked(name, labelled()[name])
    right = len(found & wanted)
    assert right / len(found) >= 0.95, found - wanted
    assert right / len(wanted) >= 0.95, wanted - found


@pytest.mark.parametrize(
    ("outside", "named"),
    [
        ("Odile Brask said the mill would reopen.", ["Odile Brask"]),
        ("The mill will reopen, said Odile Brask, its owner.", ["Odile Brask"]),
        ("Odile Brask, who owns the mill, said it would reopen.", ["Odile Brask"]),
        ("Odile Brask, its owner, said Velm had a new mill.", ["Odile Brask"]),
        ("_ Brask said.", ["Brask"]),
        ("_ said Brask.", ["Brask"]),
        ("_ Brask ruled on Monday.", ["Brask"]),
        ("_ wrote Odile Brask in a letter.", ["Odile Brask"]),
        ("According to the county, it will reopen.", ["the county"]),
        ("According to Moscow, Brask told them so.", ["Moscow", "Brask"]),
        ("In Brask’s view, it is too late.", ["Brask"]),
        ("The roof is new, Brask added, and dry.", ["Brask"]),
        ("Town officials have repeatedly denied it.", ["Town officials"]),
        ("A spokesman declined to name them but said it was late.", ["A spokesman"]),
        ("Her lawyer, Ida Torvik, called it _.", ["Her lawyer, Ida Torvik"]),
        ("It will cut the bill, which the town says is high.", ["the town"]),
        ("Growers fear that it will freeze.", ["Growers"]),
        ("Brask claimed that it was dry.", ["Brask"]),
        ("She said it would reopen.", ["She"]),
        ("The mill reopened in May.", []),
        ("_", []),
        ("", []),
        ("Brask claimed the land.", []),
        ("Brask has not said why.", []),
        ("The plan was ruled out.", []),
        ("The fear of frost is old.", []),
        ("The society has chapters in many states.", []),
        ("Many of them had land claims that went far west.", []),
        ("A rope called _ was found.", []),
    ],
)
def test_a_reporting_clause_names_who_speaks(outside, named):
    assert reporters(outside) == named


def said_by(text):
    article = Article("Test", text, split(text))
    return {number: speech.speaker for number, speech in speakers(article).items()}


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Odile Brask said no. She added that it was late.", {1: "Odile Brask", 2: "Odile Brask"}),
        ("Odile Brask said no. He added that it was late.", {1: "Odile Brask", 2: "Odile Brask"}),
        ("Brask said no. The mill burned. She said so.", {1: "Brask", 3: "Brask"}),
        ("Brask said no. The mill burned. It was old. She said so.", {1: "Brask"}),
        ("Brask said no. Ida Torvik has a mill and Jo Pell a barn. She said so.", {1: "Brask"}),
        ("The county said no. She said so.", {1: "The county"}),
        (
            "Odile Brask said no. Ida Torvik is more careful: it may be late, she says.",
            {1: "Odile Brask", 2: "Ida Torvik"},
        ),
        ("Brask and her team dug. They say that it is deep.", {2: "Brask and her team"}),
        ("It is dry, said Odile Brask. “We have the money.”", {1: "Odile Brask", 2: "Odile Brask"}),
        ("“It is dry. And new,” said Odile Brask.", {1: "Odile Brask", 2: "Odile Brask"}),
        ("“Enter” is painted on the door.", {}),
        ("It was late. “Keep out.” The dog slept.", {}),
        ("He said that it was late.", {}),
        ("**Gus:** I liked it. It was warm.\n\nThe bath opens at 9.", {1: "Gus", 2: "Gus"}),
        ("Gus: I liked it.\n\nAda: You did not.", {1: "Gus", 2: "Ada"}),
        ("Monday: closed\n\nTuesday: 7 am to 9 pm", {}),
        ("Note: bring a towel.", {}),
        (
            "Our reporter, Jo Pell, met Ida Torvik.\n\nQ: Is it?\n\nA: Yes. I went.\n\nIt rained.",
            {2: "Jo Pell", 3: "Ida Torvik", 4: "Ida Torvik"},
        ),
        ("The mill.\n\nQ: Is it late?\n\nA: It is.", {}),
    ],
)  # fmt: skip
def test_a_speaker_is_followed_from_sentence_to_sentence(text, spoken):
    assert said_by(text) == spoken


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Odile Brask, the owner of the mill, said no.", "the owner of the mill"),
        ("County engineer Odile Brask said no.", "County engineer"),
        ("The owner, Odile Brask, came. “No,” Brask said.", "The owner"),
        ("Odile Brask is a retired judge. Brask said no.", "a retired judge"),
        ("Odile Brask, who owns the mill, said no.", "who owns the mill"),
        ("Odile Brask said no.", None),
        ("The county said no.", None),
    ],
)
def test_a_role_is_what_the_article_prints_beside_the_name(text, role):
    article = Article("Test", text, split(text))
    assert {speech.role for speech in speakers(article).values()} == {role}


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("Niva Yau said no. “Yes,” Yao said.", {"Niva Yau": ("Yao",), "Yao": ("Yau",)}),
        ("Jo Askeby said no. Ann Askerby said yes.", {"Jo Askeby": (), "Ann Askerby": ()}),
        ("Bram Oduval said no. It is not Bram Oduvan.", {"Bram Oduval": ("Oduvan",)}),
        ("Niva Yau said no. Did You know?", {"Niva Yau": ()}),
    ],
)
def test_two_spellings_are_one_person_unless_each_has_a_bearer(text, variants):
    article = Article("Test", text, split(text))
    assert {s.speaker: s.variants for s in speakers(article).values()} == variants


def test_others_who_speak_in_the_sentence_are_named_too(seed_article):
    also = {speech.speaker: speech.also for speech in speakers(seed_article).values()}
    assert also["Russian officials"] == ("some analysts",)
    assert also["Moscow"] == ("Li Zhanshu",)


def test_site_text_and_plain_sentences_give_nobody_s_words(seed_article):
    spoken = {s.number for s in seed_article.sentences if speech_of(seed_article, s)}
    assert not spoken - {s.number for s in seed_article.story}
    assert 1 not in spoken


def test_a_quotation_that_is_never_closed_does_not_swallow_the_article():
    text = 'Brask said: "It is late.\n\n' + "The mill burned. " * 20
    assert said_by(text) == {1: "Brask"}

import pytest

from assistant.retrieval.wording import Vocabulary, WordingIndex, fold, words

ORCHARD = [
    "The orchard near Velm lost 40 of its 1,200 apple trees in the storm.",
    "Its owner, Odile Brask, planted them in 1987.",
    "She said the colour of the apples had never been better.",
]


@pytest.fixture
def vocabulary():
    return Vocabulary(ORCHARD)


@pytest.fixture
def index(vocabulary):
    return WordingIndex(ORCHARD, vocabulary)


def nobody_knows(word):
    return False


def test_case_accents_and_curly_quotes_make_no_difference():
    assert fold("Müller’s ÉTÉ") == fold("MULLER'S été")


def test_a_number_is_one_word_with_or_without_its_comma():
    assert words("1,200 trees, 3.5 tons") == ["1200", "trees", "3.5", "tons"]


def test_a_possessive_is_the_word_it_belongs_to():
    assert words("Brask’s orchard") == ["brask", "orchard"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who is odile brsak", "who is odile Brask"),
        ("when were they plantd?", "when were they planted?"),
        ("how many appel trees", "how many apple trees"),
        ("the ochard", "the orchard"),
        ("the color of the apples", "the colour of the apples"),
    ],
)
def test_a_typing_mistake_becomes_the_word_of_the_article_as_printed(vocabulary, typed, meant):
    assert vocabulary.repaired(typed, nobody_knows) == meant


@pytest.mark.parametrize("kept", ["who is Bask?", "stork", "apply", "1988", "an elk"])
def test_a_word_that_is_a_word_or_a_number_is_left_alone(vocabulary, kept):
    assert vocabulary.repaired(kept, lambda word: True) == kept


def test_a_question_is_not_bent_to_words_far_from_its_own(vocabulary):
    assert vocabulary.repaired("xylophones everywhere", nobody_knows) == "xylophones everywhere"


def test_the_sentence_that_shares_the_rarest_words_scores_highest(vocabulary, index):
    scores = index.scores(vocabulary.terms("Who planted the trees in 1987?"))
    assert scores.argmax() == 1


def test_coverage_is_the_share_of_the_weight_of_the_question(vocabulary, index):
    everything, something, nothing = (
        index.coverage(vocabulary.terms(question), [1])[0]
        for question in ("Odile Brask planted", "Brask sold bicycles", "bicycles")
    )
    assert everything == pytest.approx(1)
    assert 0 < something < 1
    assert nothing == 0


def test_what_stands_nowhere_is_missing(vocabulary, index):
    assert index.missing(vocabulary.terms("bicycles")) == 1
    assert index.missing(vocabulary.terms("apples")) == 0


@pytest.mark.parametrize("question", ["", "?", "the of and", "你好", "😀", "\x00", "a" * 9000])
def test_a_question_without_usable_words_matches_nothing(vocabulary, index, question):
    assert not index.scores(vocabulary.terms(question)).any()


def test_an_article_in_another_language_is_stemmed_by_its_own_rules():
    german = Vocabulary(["Die Häuser wurden verkauft."], "de")
    assert german.terms("Haus häuser")[0] == german.terms("Häusern")[0]


def test_an_unknown_language_is_matched_word_for_word():
    assert Vocabulary(["kato dormas"], "eo").terms("kato") == ["kato"]

"""`python -m tests.browser.serve_filled FOLDER [TEXT FILE]`: the app after use, every page full.

There is a conversation with an answer, a refusal and a failure; readers have judged the answers,
and an evaluation was kept. With a file, whose first line is the title, the article is that one, and
the assistant says back whatever it is asked.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant import Opinion
from assistant.evaluation.keeping import KeptRuns
from tests.browser.serve_fake import report_connections
from tests.evaluation.small_run import RIGHT, refusing, small_run
from tests.ui.echoing_assistant import EchoingAssistant
from tests.ui.fake_assistant import ANSWERS, FakeAssistant, article_of
from tests.ui.fake_library import library_of
from ui.serving import serve_article

NAME = "Bridges and ferries"


def main(folder: Path, text: Path | None) -> None:
    os.environ["ASSISTANT_DATA_DIR"] = str(folder)
    assistant = FakeAssistant()
    words = ["It is another number.", ""]
    questions = [*list(ANSWERS)[:2], "Who won the cup?"]
    name = NAME
    if text is not None:
        title, _, body = text.read_text(encoding="utf-8").partition("\n")
        assistant = EchoingAssistant(article_of(body, title=title))
        words = questions = body.split("\n")[:3]
        name = title
    KeptRuns(folder).keep(small_run())
    KeptRuns(folder).keep(small_run("bold", mill_2=RIGHT, mill_1=refusing()))
    with library_of(assistant, folder) as library:
        talk = library.converse(assistant.article.id, name=name)
        for question in questions:
            for _ in talk.ask(question):
                pass
        feedback = library.feedback
        feedback.give(talk.id, 1, Opinion.HELPFUL, words[0])
        feedback.give(talk.id, 2, Opinion.WRONG_SOURCE, words[0])
        feedback.give(talk.id, 3, Opinion.SHOULD_HAVE_ANSWERED, words[1])
        serve_article(library, assistant.article.id, "127.0.0.1", 0)


if __name__ == "__main__":
    sys.addaudithook(report_connections)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)

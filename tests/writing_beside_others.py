"""One of several processes that share a database: `URL FOLDER CONVERSATION NAME TURNS`.

Asks its own questions in its own and in the shared conversation, and adds the article if no other
was quicker. With `hang` instead of a number of turns it asks one question and never answers it.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of

if __name__ == "__main__":
    url, folder, shared, name, turns = sys.argv[1:]
    with library_of(FakeAssistant(), Path(folder), url) as library:
        article_id = library.articles()[0].id
        common = library.conversation(shared) or library.converse(article_id, shared)
        if turns == "hang":
            common.put(f"{name} hangs")
            sys.stdout.write("asked\n")
            sys.stdout.flush()
            threading.Event().wait()
        own = library.converse(article_id, name)
        for number in range(int(turns)):
            for conversation in (own, common):
                *_, last = conversation.ask(f"{name} {number}")
                assert last.over, last

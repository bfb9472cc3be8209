"""Answer a handful of questions and print every byte of it but the time; run as a program."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from assistant import Turn, open_article
from assistant.evaluation.gold import read_gold_set
from assistant.evaluation.metrics import Result, check, observe, summarise
from assistant.resources import seed


def main(slug: str) -> None:
    """Ask every seventh question of a gold set and its first conversations."""
    found = seed(slug)
    gold, assistant = read_gold_set(found.article.parent), open_article(found.article)
    results = []
    for item in gold.items[::7]:
        observation = observe(assistant.ask(item.question).answer)
        results.append(Result(item, observation, check(item, observation, gold)))
    for talk in gold.conversations[:2]:
        turns: list[Turn] = []
        for number, item in enumerate(talk.turns, 1):
            answer = assistant.ask(item.question, turns).answer
            turns.append(Turn(item.question, answer))
            observation = observe(answer)
            checks = check(item, observation, gold)
            results.append(Result(item, observation, checks, None, talk.id, number))
    for result in results:
        row = asdict(result) | {"observation": asdict(result.observation) | {"ms": 0}}
        sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.write(json.dumps(summarise(results).to_json()) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])

"""Tell where the shortest answers stand in the pairs of SQuAD 1.1, which come without.

    python training/point_out_answers.py --data DIR --out spans.jsonl

What the reader in the box points at, where it is sure: then the words that answer can be learnt
from and cut out (`reader_windows.py`). A line for each row of `squad1_question_sentence.tsv`: where
the answer starts and ends in the sentence (characters), or null. Runs in the product's environment.
What a proof is worth changes from one reader to the next: `models/reader.md` tells.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reader_texts import pair_rows

from assistant.retrieval.reading import EmbeddedReader


def main() -> None:
    """Read every pair, and write what is sure."""
    parser = argparse.ArgumentParser(description="Point out answers in the pairs of SQuAD 1.1.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines to write")
    parser.add_argument("--sure", type=float, default=4.0, help="lowest proof that counts")
    chosen = parser.parse_args()

    reader = EmbeddedReader()
    found = []
    path = chosen.data / "squad1_question_sentence.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        for question, sentence in pair_rows(lines):
            ((reading,),) = reader.read(question, [[sentence]])
            sure = reading.proof >= chosen.sure and reading.start is not None
            found.append([reading.start, reading.end] if sure else None)
    chosen.out.write_text("".join(json.dumps(span) + "\n" for span in found), encoding="utf-8")
    print(f"{sum(span is not None for span in found)} of {len(found)} pointed out")


if __name__ == "__main__":
    main()

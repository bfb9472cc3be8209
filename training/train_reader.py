"""Train the reader: a small network that reads a question together with a few sentences.

    python training/train_reader.py --weights FOLDER --data DIR --folder OUT [--epochs 2]

`FOLDER` holds the starting weights (all-MiniLM-L6-v2, or all-mpnet-base-v2 for a teacher, see
`README.md`), `DIR` the public data: `squad2_train_articles.json`, `squad1_question_sentence.tsv`
and `qed_rest.jsonl` are trained on beside what `questions/` holds, `squad2_tune.jsonl` is only ever
measured on. `OUT` receives checkpoints (`checkpoint.pt`, every
`--save` steps; the same command goes on from one), a log (`log.jsonl`) and at the end
`reader.safetensors`. It trains on a GPU where there is one, else on the processor, in bfloat16 with
float32 weights either way. The same seed, data and machine give the same weights.

The network reads `[CLS] question [SEP] sentence [SEP] sentence [SEP] …` (token type 0 for the
question, 1 for the sentences) and gives four figures a token. A sentence's score is the mean of
`inside` over its tokens plus `closing` at its `[SEP]`; `start` and `end` point out the shortest
answer, `[CLS]` standing for none (Devlin et al. 2019, section 4.3).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from reader_network import (
    CLS,
    NO_SPAN,
    PAD,
    SEP,
    Reader,
    loss,
    precision,
    start_from,
    unstarted,
)
from reader_texts import Window, articles, pairs, searches, squad
from reader_windows import windows
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from assistant.article.splitting import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST, LONGEST_QUESTION, LONGEST_SENTENCE = 192, 40, 100
"""Tokens of the whole input, the question, one sentence: what is longer is cut at its end."""
TOKENIZER = Path(__file__).parents[1] / "assistant" / "retrieval" / "models" / "tokenizer.json"
WRITTEN = Path(__file__).parent / "questions"
"""Texts and questions written for this training: their `README.md` tells how."""


def whole_texts() -> Tokenizer:
    """The tokenizer in the box, told to neither pad nor cut."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window as token numbers; `sentence_of` is the place of each token's sentence, -1: none."""

    ids: list[int]
    sentence_of: list[int]
    closing: list[int]  # where each sentence's [SEP] stands
    labels: list[float]
    start: int = NO_SPAN
    end: int = NO_SPAN


def encode(tokenizer: Tokenizer, window: Window) -> Encoded:
    """The window as the network reads it, with what it is to find."""
    ids = [CLS, *tokenizer.encode(window.question, add_special_tokens=False).ids[:LONGEST_QUESTION]]
    ids.append(SEP)
    sentence_of, closing, labels = [-1] * len(ids), [], []
    start = end = NO_SPAN if window.answering else 0
    for place, sentence in enumerate(window.sentences):
        read = tokenizer.encode(sentence, add_special_tokens=False)
        kept = read.ids[:LONGEST_SENTENCE]
        if len(ids) + len(kept) + 1 > LONGEST:
            break
        if window.span and window.span[0] == place:
            inside = [
                number
                for number, (begin, stop) in enumerate(read.offsets[: len(kept)])
                if begin < window.span[2] and window.span[1] < stop
            ]
            if inside:
                start, end = len(ids) + inside[0], len(ids) + inside[-1]
        ids += kept
        sentence_of += [place] * len(kept)
        closing.append(len(ids))
        ids.append(SEP)
        sentence_of.append(-1)
        labels.append(float(place in window.answering))
    return Encoded(ids, sentence_of, closing, labels, start, end)


def batch(rows: Sequence[Encoded], device: torch.device) -> dict[str, torch.Tensor]:
    """Rows of one length, sentences padded to one count."""
    longest = max(len(row.ids) for row in rows)
    most = max(len(row.closing) for row in rows)
    ids = np.full((len(rows), longest), PAD)
    types = np.zeros_like(ids)
    sentence_of = np.full_like(ids, -1)
    closing = np.zeros((len(rows), most), np.int64)
    labels = np.full((len(rows), most), -1, np.float32)
    for number, row in enumerate(rows):
        size = len(row.ids)
        ids[number, :size], sentence_of[number, :size] = row.ids, row.sentence_of
        types[number, row.ids.index(SEP) + 1 : size] = 1
        closing[number, : len(row.closing)] = row.closing
        labels[number, : len(row.labels)] = row.labels
    arrays = {
        "ids": ids, "types": types, "sentence_of": sentence_of, "closing": closing,
        "labels": labels, "start": np.array([row.start for row in rows]),
        "end": np.array([row.end for row in rows]),
    }  # fmt: skip
    return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}


def one_pass(chosen: argparse.Namespace, seed: int) -> list[list[Encoded]]:
    """The batches of one pass, each of windows of about one length, in a drawn order."""
    data, spans, size = chosen.data, chosen.spans, chosen.batch
    tokenizer = whole_texts()
    chance = random.Random(seed)  # noqa: S311 - training data, not a secret
    texts = [
        *squad(data / "squad2_train_articles.json", WRITTEN / "squad.jsonl", chance),
        *pairs(data / "squad1_question_sentence.tsv", spans, chance),
        *searches(data / "qed_rest.jsonl", WRITTEN / "searches.jsonl"),
        *articles(WRITTEN / "articles.jsonl", chance),
    ]
    rows = [encode(tokenizer, window) for text in texts for window in windows(text, chance)]
    rows = [row for row in rows if row.closing]
    chance.shuffle(rows)
    batches = []
    for first in range(0, len(rows), 100 * size):  # sorted within a stretch: little padding
        stretch = sorted(rows[first : first + 100 * size], key=lambda row: len(row.ids))
        batches += [stretch[at : at + size] for at in range(0, len(stretch), size)]
    chance.shuffle(batches)
    return batches


def passes(chosen: argparse.Namespace) -> Iterator[list[list[Encoded]]]:
    """The passes one after another, made ahead by other processes: a GPU needs them sooner."""
    wanted = int(-(-chosen.epochs // 1))
    with ProcessPoolExecutor(chosen.workers, multiprocessing.get_context("spawn")) as pool:
        ahead = [
            pool.submit(one_pass, chosen, chosen.seed + each)
            for each in range(min(wanted, chosen.workers))
        ]
        for each in range(wanted):
            if each + chosen.workers < wanted:
                ahead.append(pool.submit(one_pass, chosen, chosen.seed + each + chosen.workers))
            yield ahead.pop(0).result()


def measured(
    network: Reader, tokenizer: Tokenizer, path: Path, device: torch.device, questions: int
) -> dict[str, float]:
    """R@1 and AUROC of the reader alone on questions about whole extracts, never trained on."""
    chance, right, best, answerable = random.Random(7), [], [], []  # noqa: S311 - a sample
    cases = [
        (extract, row)
        for extract in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        for row in extract["questions"]
    ]
    chance.shuffle(cases)
    parts = {extract["id"]: in_rows(extract["text"]) for extract, _ in cases}
    network.eval()
    with torch.inference_mode(), precision(device):
        for extract, row in cases[:questions]:
            windows_of = parts[extract["id"]]
            texts = [tuple(extract["text"][a:b] for a, b in spans) for spans in windows_of]
            rows = [encode(tokenizer, Window(row["question"], each)) for each in texts]
            scores, _ = network(batch(rows, device))
            flat = {
                span: float(scores[number, place])
                for number, spans in enumerate(windows_of)
                for place, span in enumerate(spans)
                if place < len(rows[number].closing)
            }
            top = max(flat, key=lambda span: flat[span])
            best.append(flat[top])
            answerable.append(row["answerable"])
            if row["answerable"]:
                right.append(
                    top[0] < row["answer_sentence_end"] and row["answer_sentence_start"] < top[1]
                )
    network.train()
    return {"first": float(np.mean(right)), "auroc": _auroc(best, answerable)}


def in_rows(text: str, words: int = 90) -> list[list[tuple[int, int]]]:
    """The sentences of a text in rows short enough for a window, none across paragraphs."""
    found: list[list[tuple[int, int]]] = []
    room = 0
    for sentence in split(text):
        length = len(text[sentence.start : sentence.end].split())
        if not found or length > room or "\n" in text[found[-1][-1][1] : sentence.start]:
            found.append([])
            room = words
        found[-1].append((sentence.start, sentence.end))
        room -= length
    return found


def _auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    values, yes = np.array(scores), np.array(labels)
    higher = values[yes][:, None] > values[~yes][None]
    return float(higher.mean())


def teachers(chosen: argparse.Namespace, device: torch.device) -> list[Reader]:
    """The networks that teach, as they stand."""
    found = []
    for path, weights in chosen.teacher:
        found.append(unstarted(Path(weights)).to(device).eval())
        found[-1].load_state_dict(load_file(path))
    return found


def taught(
    by: Sequence[Reader], rows: dict[str, torch.Tensor]
) -> tuple[torch.Tensor, torch.Tensor] | None:
    """What the teachers say of these rows, on average; nothing where there are none."""
    if not by:
        return None
    with torch.no_grad():
        said = [teacher(rows) for teacher in by]
    scores, figures = (torch.stack(each).mean(0) for each in zip(*said, strict=True))
    return scores, figures


def train(chosen: argparse.Namespace) -> None:
    """Train from the last checkpoint, or from the start."""
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = whole_texts()
    network = start_from(chosen.weights, chosen.trained).to(device)
    by = teachers(chosen, device)
    network.body.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
    trained = [each for each in network.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(
        trained, lr=chosen.rate, weight_decay=0.01, fused=device.type == "cuda"
    )
    chosen.folder.mkdir(parents=True, exist_ok=True)
    kept = chosen.folder / "checkpoint.pt"
    done = 0
    if kept.exists():
        stored = torch.load(kept, map_location=device)
        network.load_state_dict(stored["network"])
        optimiser.load_state_dict(stored["optimiser"])
        torch.set_rng_state(stored["chance"].cpu())
        done = stored["done"]
    log = (chosen.folder / "log.jsonl").open("a", encoding="utf-8")

    def note(**row: Any) -> None:
        log.write(json.dumps(row) + "\n")
        log.flush()
        print(json.dumps(row), flush=True)

    def steps() -> Iterator[tuple[int, list[Encoded], int]]:
        number = 0
        for rows in passes(chosen):
            whole = int(len(rows) * chosen.epochs)
            for row in rows:
                yield number, row, whole
                number += 1

    network.train()
    began, running = time.monotonic(), []
    for number, rows, whole in steps():
        spent = max(number / whole, (time.monotonic() - began) / (60 * chosen.minutes))
        if spent >= 1:
            break
        if number < done:
            continue
        warm = min(1.0, (number + 1) / (0.05 * whole))
        for group in optimiser.param_groups:
            group["lr"] = chosen.rate * warm * (1 - spent)
        ready = batch(rows, device)
        with precision(device):
            scores, figures = network(ready)
            said = taught(by, ready)
        value = loss(scores, figures, ready, chosen.answered, said, chosen.taught)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        running.append(value.detach())
        if (number + 1) % 100 == 0:
            pace = (time.monotonic() - began) / (number + 1 - done)
            note(step=number + 1, of=whole, loss=round(float(torch.stack(running).mean()), 4),
                 seconds_a_step=round(pace, 2))  # fmt: skip
            running.clear()
        if (number + 1) % chosen.save == 0:
            state = {
                "network": network.state_dict(), "optimiser": optimiser.state_dict(),
                "chance": torch.get_rng_state(), "done": number + 1,
            }  # fmt: skip
            torch.save(state, kept.with_suffix(".new"))
            kept.with_suffix(".new").replace(kept)
            tune = chosen.data / "squad2_tune.jsonl"
            note(step=number + 1, **measured(network, tokenizer, tune, device, chosen.measure))
    save_file(network.state_dict(), chosen.folder / "reader.safetensors")
    tune = chosen.data / "squad2_tune.jsonl"
    note(step="end", **measured(network, tokenizer, tune, device, chosen.measure))


def main() -> None:
    """Read what was chosen, and train."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("--weights", type=Path, required=True, help="folder of the start")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--folder", type=Path, required=True, help="where all is written")
    parser.add_argument("--spans", type=Path, help="shortest answers in the pairs of SQuAD 1.1")
    parser.add_argument("--trained", type=Path, help="go on from this reader.safetensors")
    parser.add_argument(
        "--teacher", nargs=2, action="append", default=[], metavar=("FILE", "FOLDER"),
        help="learn from this reader.safetensors too, which started from the weights in FOLDER",
    )  # fmt: skip
    parser.add_argument("--taught", type=float, default=0.7, help="weight beside the labels")
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--minutes", type=float, default=1e6, help="the rate falls to 0 by then")
    parser.add_argument("--batch", type=int, default=32, help="windows a step")
    parser.add_argument("--rate", type=float, default=1e-4, help="highest learning rate")
    parser.add_argument("--answered", type=float, default=2.0, help="weight of an answer")
    parser.add_argument("--save", type=int, default=300, help="steps between checkpoints")
    parser.add_argument("--measure", type=int, default=250, help="questions each time")
    parser.add_argument("--workers", type=int, default=1, help="processes that make windows")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()

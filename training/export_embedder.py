"""Build the embedded sentence model: all-MiniLM-L6-v2 as one small int8 ONNX file.

`--compare` measures every way of storing the large matrices that `network.py` knows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
import torch
from network import (
    LAYERS,
    LONGEST,
    MULTIPLICATIONS,
    OPSET,
    VENDOR,
    WIDTH,
    Graph,
    Multiply,
    Weights,
    embed,
    in_float,
    layer,
    load,
)
from onnx import TensorProto, helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CHOSEN = "by_block_of_128"
LOWEST_MEAN_COSINE = 0.98
ABOUT = {  # the licence asks that a changed file says it was changed
    "origin": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "changes": "Converted to ONNX with pooling inside; weights rounded to eight bits.",
}


def build(weights: Weights, multiply: Multiply) -> onnx.ModelProto:
    """Write the whole network, from token numbers to unit vectors."""
    graph = Graph()
    states = embed(graph, weights, float_words=multiply is in_float)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32, name="mask")
    for number in range(LAYERS):
        states = layer(graph, weights, number, states, mask, multiply)
    _pool(graph, states)
    texts_by_tokens = ["texts", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, texts_by_tokens)
                for name in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info(
                    "sentence_embedding", TensorProto.FLOAT, ["texts", WIDTH]
                )
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(VENDOR, 1)],
        ir_version=9,
        producer_name="footnote",
    )
    helper.set_model_props(model, ABOUT)
    return model


def _pool(graph: Graph, states: str) -> str:
    """Average over the real tokens; dividing by the count is left to the unit length."""
    real = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT, name="real")
    middle = graph.constant("middle", np.array([1], np.int64))
    row = graph.add("Unsqueeze", real, middle, name="real_row")
    total = graph.add("MatMul", row, states, name="total")
    mean = graph.add("Squeeze", total, middle, name="mean")
    last = graph.constant("last", np.array([-1], np.int64))
    length = graph.add("ReduceL2", mean, last, keepdims=1, name="length")
    return graph.add("Div", mean, length, name="sentence_embedding")


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How near the small network comes to the original, and how fast it is."""

    megabytes: float
    mean_cosine: float
    fifth_percentile: float
    lowest_cosine: float
    same_nearest: float
    rank_correlation: float
    milliseconds_on_one_thread: float
    milliseconds_on_two_threads: float
    sentences: int


def compare(
    model: onnx.ModelProto,
    reference: NDArray[np.float32],
    encoded: Sequence[Sequence[int]],
) -> Fidelity:
    """Measure the model's vectors against the reference's, one sentence a call."""
    data = model.SerializeToString()
    found, one = _run(data, encoded, threads=1)
    _, two = _run(data, encoded, threads=2)
    cosine = (found * reference).sum(axis=1)
    before, after = (_without_self(rows @ rows.T) for rows in (reference, found))
    same = before.argmax(axis=1) == after.argmax(axis=1)
    correlation = [
        np.corrcoef(_ranks(left), _ranks(right))[0, 1]
        for left, right in zip(before, after, strict=True)
    ]
    return Fidelity(
        megabytes=len(data) / 1e6,
        mean_cosine=float(cosine.mean()),
        fifth_percentile=float(np.percentile(cosine, 5)),
        lowest_cosine=float(cosine.min()),
        same_nearest=float(same.mean()),
        rank_correlation=float(np.mean(correlation)),
        milliseconds_on_one_thread=one,
        milliseconds_on_two_threads=two,
        sentences=len(encoded),
    )


def _without_self(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    np.fill_diagonal(similarity, -2)
    return similarity


def _ranks(row: NDArray[np.float32]) -> NDArray[np.intp]:
    return row.argsort().argsort()


def _run(
    data: bytes, encoded: Sequence[Sequence[int]], threads: int
) -> tuple[NDArray[np.float32], float]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])

    def once() -> NDArray[np.float32]:
        rows = []
        for numbers in encoded:
            ids = np.array([numbers], np.int64)
            rows.append(
                session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
            )
        return np.concatenate(rows)

    found, seconds = once(), []
    for _ in range(3):  # the fastest of three, as other work shares the machine
        start = time.perf_counter()
        once()
        seconds.append(time.perf_counter() - start)
    return found, min(seconds) / len(encoded) * 1000


def original(source: Path, encoded: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Run the float32 network as its authors' library defines it."""
    config = BertConfig(**json.loads((source / "config.json").read_text(encoding="utf-8")))
    network = BertModel(config, add_pooling_layer=False)
    stored = {name: torch.from_numpy(value) for name, value in load(source).items()}
    network.load_state_dict(stored, strict=False)
    network.eval()
    rows = []
    with torch.inference_mode():
        for numbers in encoded:
            states = network(input_ids=torch.tensor([list(numbers)])).last_hidden_state[0]
            rows.append(torch.nn.functional.normalize(states.mean(dim=0), dim=0).numpy())
    return np.stack(rows)


def _sentences(path: Path, wanted: int) -> list[str]:
    found = sorted({sentence for sentence in _read_sentences(path) if 20 < len(sentence) < 400})
    order = np.random.default_rng(0).permutation(len(found))[:wanted]
    return [found[place] for place in order]


def _read_sentences(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for piece in article["text"].replace("\n", " ").split(". "):
                yield piece.strip()
            for question in article.get("questions", []):
                yield question["question"].strip()


def main() -> None:
    """Build, measure, and only then write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder with model.safetensors")
    parser.add_argument("sentences", type=Path, help='JSON lines with a "text" each')
    parser.add_argument("folder", type=Path, help="where the model files are written")
    parser.add_argument("--wanted", type=int, default=400, help="sentences to compare on")
    parser.add_argument("--compare", action="store_true", help="measure every multiplication")
    chosen = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(chosen.source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    texts = _sentences(chosen.sentences, chosen.wanted)
    encoded = [each.ids for each in tokenizer.encode_batch(texts)]
    weights, reference = load(chosen.source), original(chosen.source, encoded)
    for name in MULTIPLICATIONS if chosen.compare else [CHOSEN]:
        model = build(weights, MULTIPLICATIONS[name])
        onnx.checker.check_model(model)
        fidelity = compare(model, reference, encoded)
        print(name, json.dumps({key: round(value, 4) for key, value in asdict(fidelity).items()}))
        if name == CHOSEN:
            if fidelity.mean_cosine < LOWEST_MEAN_COSINE:
                sys.exit(f"Not written: a mean cosine of {fidelity.mean_cosine:.4f} is too low.")
            _write(chosen.folder, model, chosen.source / "tokenizer.json")


def _write(folder: Path, model: onnx.ModelProto, tokenizer: Path) -> None:
    """Write the model, its tokenizer and the checksums the product compares them with."""
    files = {
        "embedder.onnx": model.SerializeToString(deterministic=True),
        "tokenizer.json": tokenizer.read_bytes(),
    }
    lines = []
    for name, data in files.items():
        (folder / name).write_bytes(data)
        lines.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
    (folder / "embedder.sha256").write_text("".join(lines), encoding="ascii")
    print("".join(lines), end="")


if __name__ == "__main__":
    main()

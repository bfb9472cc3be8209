"""Build the embedded sentence model: all-MiniLM-L6-v2 as one small int8 ONNX file.

The graph is written node by node, because a traced one carries shape arithmetic and casts
that cost a fifth of the time of a short sentence. A new way to store the large matrices is
one more function in `MULTIPLICATIONS`; `--compare` measures every one of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, LONGEST = 6, 12, 384, 256
OPSET = 20  # the first with Gelu, as LayerNormalization a single operator
VENDOR = "com.microsoft"
LOWEST_MEAN_COSINE = 0.98
ABOUT = {  # the licence asks that a changed file says it was changed
    "origin": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "changes": "Converted to ONNX with pooling inside; weights rounded to eight bits.",
}

Weights = dict[str, NDArray[np.float32]]


@dataclass
class Graph:
    """Nodes and constants in the order they are added, so two builds give the same bytes."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Store an array and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        """Append a node with one output and return that output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name


Multiply = Callable[[Graph, str, str, NDArray[np.float32]], str]


def in_float(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
    """Keep the matrix as it is: the upper bound of fidelity, four times the size."""
    return graph.add("MatMul", rows, graph.constant(f"{name}.weight", matrix), name=name)


def by_channel(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
    """One scale a column of weights and one for all activations, measured at each call."""
    scale = np.abs(matrix).max(axis=0) / 127
    return _whole_tensor(graph, name, rows, matrix, scale.astype(np.float32))


def by_channel_in_seven_bits(
    graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]
) -> str:
    """As `by_channel`, with weights in -64 to 64 so that old processors cannot overflow."""
    scale = np.abs(matrix).max(axis=0) / 64
    return _whole_tensor(graph, name, rows, matrix, scale.astype(np.float32))


def by_tensor(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
    """One scale for all weights: what quantisers do unless told otherwise."""
    return _whole_tensor(graph, name, rows, matrix, np.float32(np.abs(matrix).max() / 127))


def _whole_tensor(
    graph: Graph,
    name: str,
    rows: str,
    matrix: NDArray[np.float32],
    scale: NDArray[np.float32] | np.float32,
) -> str:
    weight = np.rint(matrix / scale).astype(np.int8)
    quantised, activation_scale, zero = (f"{name}.{part}" for part in ("rows", "scale", "zero"))
    graph.nodes.append(
        helper.make_node("DynamicQuantizeLinear", [rows], [quantised, activation_scale, zero])
    )
    stored = graph.constant(f"{name}.weight", weight)
    product = graph.add("MatMulInteger", quantised, stored, zero, name=f"{name}.product")
    exact = graph.add("Cast", product, to=TensorProto.FLOAT, name=f"{name}.exact")
    weight_scale = graph.constant(f"{name}.weight_scale", np.asarray(scale, np.float32))
    both = graph.add("Mul", activation_scale, weight_scale, name=f"{name}.both_scales")
    return graph.add("Mul", exact, both, name=name)


def by_row(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
    """One scale a column of weights and one a row of activations, in standard operators."""
    scale = (np.abs(matrix).max(axis=0) / 127).astype(np.float32)
    last = graph.constant(f"{name}.last", np.array([-1], np.int64))
    largest = graph.add(
        "ReduceMax", graph.add("Abs", rows, name=f"{name}.sizes"), last, name=f"{name}.largest"
    )
    full = graph.constant(f"{name}.full", np.float32(1 / 127))
    row_scale = graph.add("Mul", largest, full, name=f"{name}.row_scale")
    even = graph.add("Div", rows, row_scale, name=f"{name}.even")
    zero = graph.constant(f"{name}.zero", np.uint8(128))
    one = graph.constant(f"{name}.one", np.float32(1))
    whole = graph.add("QuantizeLinear", even, one, zero, name=f"{name}.rows")
    weight = graph.constant(f"{name}.weight", np.rint(matrix / scale).astype(np.int8))
    product = graph.add("MatMulInteger", whole, weight, zero, name=f"{name}.product")
    exact = graph.add("Cast", product, to=TensorProto.FLOAT, name=f"{name}.exact")
    by_column = graph.add(
        "Mul", exact, graph.constant(f"{name}.weight_scale", scale), name=f"{name}.by_column"
    )
    return graph.add("Mul", by_column, row_scale, name=name)


def by_block_of(size: int) -> Multiply:
    """One scale for `size` weights of a column and for `size` activations of a row."""

    def by_block(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
        height, width = matrix.shape
        blocks = matrix.T.reshape(width, height // size, size)
        scale = (np.abs(blocks).max(axis=2) / 127).astype(np.float32)
        weight = (np.rint(blocks / scale[:, :, None]) + 128).astype(np.uint8)
        return graph.add(
            "MatMulNBits",
            rows,
            graph.constant(f"{name}.weight", weight),
            graph.constant(f"{name}.weight_scale", scale),
            name=name,
            domain=VENDOR,
            K=height,
            N=width,
            bits=8,
            block_size=size,
            accuracy_level=4,  # multiply in int8
        )

    return by_block


MULTIPLICATIONS: dict[str, Multiply] = {
    "float": in_float,
    "by_tensor": by_tensor,
    "by_channel": by_channel,
    "by_channel_in_seven_bits": by_channel_in_seven_bits,
    "by_row": by_row,
    "by_block_of_32": by_block_of(32),
    "by_block_of_64": by_block_of(64),
    "by_block_of_128": by_block_of(128),
}
CHOSEN = "by_block_of_128"


def build(weights: Weights, multiply: Multiply) -> onnx.ModelProto:
    """Write the whole network, from token numbers to unit vectors."""
    graph = Graph()
    states = _embed(graph, weights, float_words=multiply is in_float)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32, name="mask")
    for number in range(LAYERS):
        states = _layer(graph, weights, number, states, mask, multiply)
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


def _embed(graph: Graph, weights: Weights, *, float_words: bool) -> str:
    table = weights["embeddings.word_embeddings.weight"]
    if float_words:
        words = graph.add("Gather", graph.constant("words", table), "input_ids", name="word")
    else:
        scale = (np.abs(table).max(axis=1, keepdims=True) / 127).astype(np.float32)
        whole = graph.constant("words", np.rint(table / scale).astype(np.int8))
        numbers = graph.add("Gather", whole, "input_ids", name="word_numbers")
        scales = graph.add(
            "Gather", graph.constant("word_scales", scale), "input_ids", name="word_scale"
        )
        exact = graph.add("Cast", numbers, to=TensorProto.FLOAT, name="word_exact")
        words = graph.add("Mul", exact, scales, name="word")
    # A single text is always of token type 0, so its row is added to every place beforehand.
    places = (
        weights["embeddings.position_embeddings.weight"][:LONGEST]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    tokens = graph.add("Shape", "input_ids", start=1, end=2, name="tokens_in_text")
    taken = graph.add(
        "Slice",
        graph.constant("places", places),
        graph.constant("first", np.array([0], np.int64)),
        tokens,
        name="place",
    )
    placed = graph.add("Add", words, taken, name="placed")
    return _normalise(graph, weights, "embeddings.LayerNorm", placed)


def _layer(
    graph: Graph, weights: Weights, number: int, states: str, mask: str, multiply: Multiply
) -> str:
    at = f"encoder.layer.{number}"
    parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
    together = np.concatenate([weights[f"{part}.weight"] for part in parts]).T
    biases = np.concatenate([weights[f"{part}.bias"] for part in parts])
    seen = multiply(graph, f"{at}.attention.seen", states, together)
    graph.nodes.append(helper.make_node("Split", [seen], parts, axis=2, num_outputs=3))
    read = graph.add(
        "MultiHeadAttention",
        *parts,
        graph.constant(f"{at}.attention.biases", biases),
        mask,
        name=f"{at}.attention.read",
        domain=VENDOR,
        num_heads=HEADS,
    )

    def linear(name: str, rows: str) -> str:
        product = multiply(graph, f"{name}.product", rows, weights[f"{name}.weight"].T)
        bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
        return graph.add("Add", product, bias, name=name)

    kept = linear(f"{at}.attention.output.dense", read)
    added = graph.add("Add", kept, states, name=f"{at}.attention.added")
    states = _normalise(graph, weights, f"{at}.attention.output.LayerNorm", added)
    wide = linear(f"{at}.intermediate.dense", states)
    narrow = linear(f"{at}.output.dense", graph.add("Gelu", wide, name=f"{at}.intermediate.curved"))
    added = graph.add("Add", narrow, states, name=f"{at}.output.added")
    return _normalise(graph, weights, f"{at}.output.LayerNorm", added)


def _normalise(graph: Graph, weights: Weights, name: str, states: str) -> str:
    return graph.add(
        "LayerNormalization",
        states,
        graph.constant(f"{name}.weight", weights[f"{name}.weight"]),
        graph.constant(f"{name}.bias", weights[f"{name}.bias"]),
        name=name,
        axis=-1,
        epsilon=1e-12,
    )


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
    stored = {name: torch.from_numpy(value) for name, value in _load(source).items()}
    network.load_state_dict(stored, strict=False)
    network.eval()
    rows = []
    with torch.inference_mode():
        for numbers in encoded:
            states = network(input_ids=torch.tensor([list(numbers)])).last_hidden_state[0]
            rows.append(torch.nn.functional.normalize(states.mean(dim=0), dim=0).numpy())
    return np.stack(rows)


def _load(source: Path) -> Weights:
    path = source / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        sys.exit(f"{path} is not the file this model is made from: its SHA-256 differs.")
    return load_file(path)


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
    weights, reference = _load(chosen.source), original(chosen.source, encoded)
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

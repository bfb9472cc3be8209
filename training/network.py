"""MiniLM written as an ONNX graph, node by node: what both models in the box are made of.

A traced graph carries shape arithmetic and casts that cost a fifth of the time of a short sentence.
A new way to store the large matrices is one more function in `MULTIPLICATIONS`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, LONGEST = 6, 12, 384, 256
OPSET = 20  # the first with Gelu, as LayerNormalization a single operator
VENDOR = "com.microsoft"

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
    scale = np.abs(matrix).max(axis=0) / 127
    return _row_by_row(graph, name, rows, matrix, scale.astype(np.float32))


def by_row_in_seven_bits(graph: Graph, name: str, rows: str, matrix: NDArray[np.float32]) -> str:
    """As `by_row`, with weights in -64 to 64: no processor overflows, so all of them sum alike."""
    scale = np.abs(matrix).max(axis=0) / 64
    return _row_by_row(graph, name, rows, matrix, scale.astype(np.float32))


def _row_by_row(
    graph: Graph,
    name: str,
    rows: str,
    matrix: NDArray[np.float32],
    scale: NDArray[np.float32],
) -> str:
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
    "by_row_in_seven_bits": by_row_in_seven_bits,
    "by_block_of_32": by_block_of(32),
    "by_block_of_64": by_block_of(64),
    "by_block_of_128": by_block_of(128),
}


def embed(graph: Graph, weights: Weights, *, float_words: bool, types: bool = False) -> str:
    """Tokens to states: word, place and, where a text has two parts (`types`), part."""
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
    parts = weights["embeddings.token_type_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"][:LONGEST]
    if types:
        part = graph.add("Gather", graph.constant("parts", parts), "token_type_ids", name="part")
        words = graph.add("Add", words, part, name="word_in_part")
    else:  # a single text is always of type 0, so its row is added to every place beforehand
        places = places + parts[0]
    tokens = graph.add("Shape", "input_ids", start=1, end=2, name="tokens_in_text")
    taken = graph.add(
        "Slice",
        graph.constant("places", places),
        graph.constant("first", np.array([0], np.int64)),
        tokens,
        name="place",
    )
    placed = graph.add("Add", words, taken, name="placed")
    return normalise(graph, weights, "embeddings.LayerNorm", placed)


def layer(
    graph: Graph, weights: Weights, number: int, states: str, mask: str, multiply: Multiply
) -> str:
    """One layer of attention and one of thought, with what goes past them."""
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
    states = normalise(graph, weights, f"{at}.attention.output.LayerNorm", added)
    wide = linear(f"{at}.intermediate.dense", states)
    narrow = linear(f"{at}.output.dense", graph.add("Gelu", wide, name=f"{at}.intermediate.curved"))
    added = graph.add("Add", narrow, states, name=f"{at}.output.added")
    return normalise(graph, weights, f"{at}.output.LayerNorm", added)


def normalise(graph: Graph, weights: Weights, name: str, states: str) -> str:
    """Layer normalisation, one operator since opset 17."""
    return graph.add(
        "LayerNormalization",
        states,
        graph.constant(f"{name}.weight", weights[f"{name}.weight"]),
        graph.constant(f"{name}.bias", weights[f"{name}.bias"]),
        name=name,
        axis=-1,
        epsilon=1e-12,
    )


def load(source: Path) -> Weights:
    """The starting weights, or an exit with the reason if the file is another one."""
    path = source / "model.safetensors"
    if hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        sys.exit(f"{path} is not the file this model is made from: its SHA-256 differs.")
    return load_file(path)

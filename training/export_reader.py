"""Build the reader: the trained network as one int8 ONNX file, compared before it is written.

    python training/export_reader.py reader.safetensors WEIGHTS DIR assistant/retrieval/models

`WEIGHTS` is the folder of the starting weights (for its `config.json`), `DIR` the public data, of
which `squad2_tune.jsonl` is read for windows to compare on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from network import LAYERS, MULTIPLICATIONS, OPSET, VENDOR, embed, in_float, layer
from onnx import TensorProto, helper
from reader_network import FIGURES, PAD, sentence_scores, unstarted
from reader_texts import Window
from safetensors.torch import load_file
from train_reader import batch, encode, in_rows, whole_texts

CHOSEN = "by_row_in_seven_bits"
LOWEST_CORRELATION = 0.995
"""Of the int8 network's sentence scores with the float32 network's; below, nothing is written."""
ABOUT = {  # the licence asks that a changed file says it was changed
    "origin": "sentence-transformers/all-MiniLM-L6-v2",
    "licence": "Apache-2.0",
    "changes": "Trained on to read a question with sentences; weights rounded to seven bits.",
}


def build(stored: dict[str, torch.Tensor], multiply: str) -> onnx.ModelProto:
    """Write the whole network, from token numbers to `FIGURES` of every token."""
    from network import Graph

    weights = {
        name.removeprefix("body."): value.float().numpy()
        for name, value in stored.items()
        if name.startswith("body.")
    }
    graph, way = Graph(), MULTIPLICATIONS[multiply]
    states = embed(graph, weights, float_words=way is in_float, types=True)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32, name="mask")
    for number in range(LAYERS):
        states = layer(graph, weights, number, states, mask, way)
    head = graph.constant("head.weight", stored["head.weight"].float().numpy().T)
    product = graph.add("MatMul", states, head, name="head")
    bias = graph.constant("head.bias", stored["head.bias"].float().numpy())
    graph.add("Add", product, bias, name="figures")
    shape = ["windows", "tokens"]
    inputs = ("input_ids", "token_type_ids", "attention_mask")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "reader",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs],
            [helper.make_tensor_value_info("figures", TensorProto.FLOAT, [*shape, len(FIGURES)])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(VENDOR, 1)],
        ir_version=9,
        producer_name="footnote",
    )
    helper.set_model_props(model, ABOUT)
    return model


def windows_to_compare(path: Path, wanted: int) -> list[Window]:
    """Questions beside rows of sentences they were asked about, drawn from the tuning extracts."""
    chance = random.Random(3)  # noqa: S311 - a sample, not a secret
    found = []
    for extract in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        rows = in_rows(extract["text"])
        for row in chance.sample(extract["questions"], 12):
            spans = chance.choice(rows)
            texts = tuple(extract["text"][start:end] for start, end in spans)
            found.append(Window(row["question"], texts))
    return found[:wanted]


def compare(
    model: onnx.ModelProto, stored: dict[str, torch.Tensor], config: Path, windows: list[Window]
) -> dict[str, float]:
    """Sentence scores of the small network beside the float32 one's, and the time of a window."""
    tokenizer = whole_texts()
    network = unstarted(config)
    network.load_state_dict(stored)
    network.eval()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    whole, small, seconds = [], [], []
    for window in windows:
        rows = batch([encode(tokenizer, window)], torch.device("cpu"))
        with torch.inference_mode():
            scores, _ = network(rows)
        began = time.perf_counter()
        figures = session.run(
            None,
            {
                "input_ids": rows["ids"].numpy(),
                "token_type_ids": rows["types"].numpy(),
                "attention_mask": (rows["ids"] != PAD).long().numpy(),
            },
        )[0]
        seconds.append(time.perf_counter() - began)
        whole += scores[0].tolist()
        small += sentence_scores(torch.from_numpy(figures), rows)[0].tolist()
    return {
        "megabytes": round(model.ByteSize() / 1e6, 2),
        "correlation": round(float(np.corrcoef(whole, small)[0, 1]), 5),
        "mean difference": round(float(np.abs(np.subtract(whole, small)).mean()), 4),
        "milliseconds a window": round(float(np.median(seconds)) * 1000, 2),
        "windows": len(windows),
    }


def main() -> None:
    """Build, measure, and only then write."""
    parser = argparse.ArgumentParser(description="Export the reader.")
    parser.add_argument("trained", type=Path, help="reader.safetensors or a checkpoint.pt")
    parser.add_argument("weights", type=Path, help="folder of the starting weights")
    parser.add_argument("data", type=Path, help="folder of the public data")
    parser.add_argument("folder", type=Path, help="where the model file is written")
    parser.add_argument("--compare", action="store_true", help="measure every multiplication")
    chosen = parser.parse_args()

    if chosen.trained.suffix == ".pt":
        stored = torch.load(chosen.trained, map_location="cpu")["network"]
    else:
        stored = load_file(chosen.trained)
    windows = windows_to_compare(chosen.data / "squad2_tune.jsonl", 200)
    for name in MULTIPLICATIONS if chosen.compare else [CHOSEN]:
        model = build(stored, name)
        onnx.checker.check_model(model)
        found = compare(model, stored, chosen.weights, windows)
        print(name, json.dumps(found))
        if name == CHOSEN:
            if found["correlation"] < LOWEST_CORRELATION:
                sys.exit("Not written: the scores differ too much from the float32 network's.")
            data = model.SerializeToString(deterministic=True)
            (chosen.folder / "reader.onnx").write_bytes(data)
            checksum = f"{hashlib.sha256(data).hexdigest()}  reader.onnx\n"
            (chosen.folder / "reader.sha256").write_text(checksum, encoding="ascii")
            print(checksum, end="")


if __name__ == "__main__":
    main()

"""Read the weights back out of the reader in the box, to train on from where it stands.

    python training/unpack_reader.py assistant/retrieval/models/reader.onnx reader.safetensors

What int8 took away stays away: the scores of what comes out are those of the file that ships.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from network import LAYERS
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file

Stored = dict[str, NDArray[np.float32]]


def unpack(path: Path) -> Stored:
    """The weights by the names they have in training; float32, in the shapes PyTorch gives them."""
    held = {each.name: numpy_helper.to_array(each) for each in onnx.load(path).graph.initializer}

    def whole(name: str) -> NDArray[np.float32]:
        return (held[f"{name}.weight"] * held[f"{name}.weight_scale"]).T

    found: Stored = {
        "body.embeddings.word_embeddings.weight": held["words"] * held["word_scales"],
        "body.embeddings.token_type_embeddings.weight": held["parts"],
        "body.embeddings.position_embeddings.weight": held["places"],
        "head.weight": held["head.weight"].T,
        "head.bias": held["head.bias"],
    }
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        together = np.split(whole(f"{at}.attention.seen"), 3)
        biases = np.split(held[f"{at}.attention.biases"], 3)
        for part, matrix, bias in zip(("query", "key", "value"), together, biases, strict=True):
            found[f"body.{at}.attention.self.{part}.weight"] = matrix
            found[f"body.{at}.attention.self.{part}.bias"] = bias
        for part in ("attention.output.dense", "intermediate.dense", "output.dense"):
            found[f"body.{at}.{part}.weight"] = whole(f"{at}.{part}.product")
            found[f"body.{at}.{part}.bias"] = held[f"{at}.{part}.bias"]
    for name, value in held.items():
        if ".LayerNorm." in name:
            found[f"body.{name}"] = value
    return {name: np.ascontiguousarray(value, np.float32) for name, value in found.items()}


def main() -> None:
    """Unpack one file into another."""
    parser = argparse.ArgumentParser(description="Read the reader's weights out of its file.")
    parser.add_argument("network", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    save_file(unpack(chosen.network), chosen.out)


if __name__ == "__main__":
    main()

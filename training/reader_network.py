"""The network that reads a question with sentences: what it starts from, and how its errors count.

It stands on MiniLM, which ships, or on MPNet, five times its size, which can teach it (Hinton et
al. 2015): the small one then learns how sure the large one is of each sentence, beside the labels.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS_SHA256 = {
    "bert": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "mpnet": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}
"""Of the starting weights by kind of network: all-MiniLM-L6-v2 and all-mpnet-base-v2."""
FIGURES = ("inside", "closing", "start", "end")
PAD, UNKNOWN, CLS, SEP = 0, 100, 101, 102
NO_SPAN = -100


class Reader(nn.Module):
    """A language model with four figures a token."""

    def __init__(self, body: BertModel | MPNetModel) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Linear(body.config.hidden_size, len(FIGURES))

    def forward(self, rows: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Sentence scores (rows, sentences) and token figures (rows, tokens, figures)."""
        seen = {"input_ids": rows["ids"], "attention_mask": (rows["ids"] != PAD).long()}
        if isinstance(self.body, BertModel):
            seen["token_type_ids"] = rows["types"]
        else:
            seen["input_ids"] = _in_words_of_mpnet(rows["ids"])
        figures = self.head(self.body(**seen).last_hidden_state).float()
        return sentence_scores(figures, rows), figures


def sentence_scores(figures: torch.Tensor, rows: dict[str, torch.Tensor]) -> torch.Tensor:
    """Log-odds that each sentence answers: the mean `inside` it plus `closing` at its end."""
    places = torch.arange(rows["closing"].shape[1], device=figures.device)
    tokens = (rows["sentence_of"][:, None] == places[:, None]).float()
    inside = torch.einsum("rst,rt->rs", tokens, figures[..., 0]) / tokens.sum(-1).clamp(min=1)
    return inside + figures[..., 1].gather(1, rows["closing"])


def _in_words_of_mpnet(ids: torch.Tensor) -> torch.Tensor:
    """MPNet has BERT's words, four places further on, and its own marks before them."""
    moved = ids + 4
    for mark, number in ((CLS, 0), (PAD, 1), (SEP, 2), (UNKNOWN, 3)):
        moved[ids == mark] = number
    return moved


def start_from(folder: Path, trained: Path | None = None) -> Reader:
    """The network with the starting weights, its head drawn anew; or one trained before."""
    path, network = folder / "model.safetensors", unstarted(folder)
    wanted = WEIGHTS_SHA256[network.body.config.model_type]
    if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
        sys.exit(f"{path} is not the file this model is made from: its SHA-256 differs.")
    network.body.load_state_dict(load_file(path), strict=False)
    nn.init.normal_(network.head.weight, std=0.02)
    nn.init.zeros_(network.head.bias)
    if trained:
        stored = load_file(trained)
        name = "body.embeddings.position_embeddings.weight"
        places = stored.pop(name)  # what ships holds no more of them than it needs
        network.load_state_dict(stored, strict=False)
        network.body.embeddings.position_embeddings.weight.data[: len(places)] = places
    return network


def unstarted(folder: Path) -> Reader:
    """The network that this folder's `config.json` describes, its weights drawn."""
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if told["model_type"] == "mpnet":
        return Reader(MPNetModel(MPNetConfig(**told), add_pooling_layer=False))
    return Reader(BertModel(BertConfig(**told), add_pooling_layer=False))


def loss(
    scores: torch.Tensor,
    figures: torch.Tensor,
    rows: dict[str, torch.Tensor],
    answered: float,
    said: tuple[torch.Tensor, torch.Tensor] | None = None,
    taught: float = 0.0,
) -> torch.Tensor:
    """Does each sentence answer, and where is the shortest answer: by labels and by a teacher.

    `answered` is what a sentence that answers weighs beside one that does not. `said` are a
    teacher's scores and figures, `taught` what they weigh beside the labels, 0 to 1.
    """
    known = (rows["labels"] >= 0).float()
    weight = torch.full((), answered, device=scores.device)
    wanted = rows["labels"].clamp(min=0)
    if said:
        wanted = (1 - taught) * wanted + taught * said[0].sigmoid()
    answers = functional.binary_cross_entropy_with_logits(
        scores, wanted, known, pos_weight=weight, reduction="sum"
    )
    spans = torch.zeros((), device=scores.device)
    for number, name in ((2, "start"), (3, "end")):
        there = (rows[name] != NO_SPAN).float()
        pointed = _among_tokens(figures, rows, number).log_softmax(-1)
        place = functional.one_hot(rows[name].clamp(min=0), pointed.shape[-1]).float()
        if said:
            seen = _among_tokens(said[1], rows, number).softmax(-1)
            place = (1 - taught) * place + taught * seen
        missed = -(place * pointed).sum(-1)
        spans = spans + (missed * there).sum() / there.sum().clamp(min=1)
    return answers / known.sum() + 0.25 * spans


def _among_tokens(
    figures: torch.Tensor, rows: dict[str, torch.Tensor], number: int
) -> torch.Tensor:
    """One figure of each token, lowest where a row has no token any more."""
    return figures[..., number].masked_fill(rows["ids"] == PAD, -1e4)


def precision(device: torch.device) -> torch.autocast:
    """Sixteen bits where the machine multiplies them; elsewhere they would only cost time."""
    quick = device.type == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=quick)

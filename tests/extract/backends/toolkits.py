"""Toolkits small enough for a test: a spaCy pipeline and HanLP models made here, HanLP 1.x as it is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from extract.backends.backend import Backend, open_toolkit

ORGANISATIONS = ("国务院", "财政部", "教育部")
PLACES = ("北京", "上海", "江苏")
_REST = (("召开", "VV", ""), ("会议", "NN", ""), ("。", "PU", ""))
SENTENCES = tuple(
    ((organisation, "NR", "ORGANIZATION"), ("在", "P", ""), (place, "NR", "LOCATION"), *_REST)
    for organisation in ORGANISATIONS
    for place in PLACES
)
"""Sentences as words with tag and kind of name; each toolkit made here has learned them by heart."""


def make_spacy(folder: Path) -> str:
    """A saved pipeline of jieba's words with a ruler of entities."""
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": "ORG", "pattern": name} for name in ORGANISATIONS]
        + [{"label": "GPE", "pattern": name} for name in PLACES]
        + [{"label": "DATE", "pattern": "今年"}]
    )
    nlp.to_disk(folder / "pipeline")
    return f"spacy:{folder / 'pipeline'}"


def make_hanlp1(folder: Path) -> str:
    """HanLP 1.x, its jar brought by Maven where it is not there yet."""
    from extract.backends.hanlp1_backend import fetch_jar

    for tool in ("java", "mvn"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is missing")
    _need("jpype", "pip install 'jpype1>=1.5'")
    fetch_jar()
    return "hanlp1"


def make_hanlp(folder: Path) -> str:
    """A recogniser of names over characters, trained by HanLP itself in a few seconds.

    Without HanLP's own CRF layer, which decodes wrongly with torch 2.15.
    """
    _need("hanlp", "make test-hanlp")
    import torch
    from hanlp.components.ner.rnn_ner import RNNNamedEntityRecognizer

    torch.set_num_threads(1)
    lines = [[line for word, _, kind in sentence for line in _bio(word, kind)] for sentence in SENTENCES]
    train = _write(folder / "train.tsv", lines * 6)
    sizes = {"embed": 32, "rnn_input": 32, "rnn_hidden": 32, "drop": 0.1, "crf": False}
    RNNNamedEntityRecognizer().fit(
        train, _write(folder / "dev.tsv", lines), str(folder / "ner"), epochs=12, batch_size=9, lr=0.01, seed=1,
        tagging_scheme="BIO", devices=-1, verbose=False, **sizes,
    )  # fmt: skip
    return f"hanlp:{folder / 'ner'}"


def make_hanlp_tasks(folder: Path) -> str:
    """A multi-task model of tokens, tags and names over a tiny transformer, as HanLP's pretrained ones are built."""
    _need("hanlp", "make test-hanlp")
    import torch
    import transformers.optimization

    # HanLP 2.1.5 trains with an optimiser that transformers 5 no longer has; loading and use do not need it.
    transformers.optimization.AdamW = torch.optim.AdamW
    from hanlp.common.dataset import SortingSamplerBuilder
    from hanlp.components.mtl.multi_task_learning import MultiTaskLearning
    from hanlp.components.mtl.tasks.ner.tag_ner import TaggingNamedEntityRecognition
    from hanlp.components.mtl.tasks.pos import TransformerTagging
    from hanlp.components.mtl.tasks.tok.tag_tok import TaggingTokenization
    from hanlp.layers.embeddings.contextual_word_embedding import ContextualWordEmbedding

    torch.set_num_threads(1)
    torch.manual_seed(1)
    many = SENTENCES * 8
    tokens = folder / "tokens.txt"
    tokens.write_text("".join(" ".join(word for word, _, _ in s) + "\n" for s in many), "utf-8")
    tags = _write(folder / "tags.tsv", [[f"{word}\t{tag}" for word, tag, _ in s] for s in many])
    names = _write(folder / "names.tsv", [[f"{w}\t{'B-' + kind if kind else 'O'}" for w, _, kind in s] for s in many])
    sampler = SortingSamplerBuilder(batch_size=8)
    tasks = {
        "tok/fine": TaggingTokenization(*[str(tokens)] * 3, sampler, lr=5e-3),
        "pos/ctb": TransformerTagging(*[tags] * 3, sampler, dependencies="tok", lr=5e-3),
        "ner/msra": TaggingNamedEntityRecognition(*[names] * 3, sampler, dependencies="tok", lr=5e-3),
    }
    encoder = ContextualWordEmbedding("token", _make_bert(folder), average_subwords=True, max_sequence_length=128)
    MultiTaskLearning().fit(
        encoder, tasks, str(folder / "tasks"), epochs=5, lr=5e-3, encoder_lr=5e-3, devices=-1, eval_trn=False,
        verbose=False, seed=1,
    )  # fmt: skip
    return f"hanlp:{folder / 'tasks'}"


def _make_bert(folder: Path) -> str:
    from transformers import BertConfig, BertModel, BertTokenizerFast

    characters = sorted({c for sentence in SENTENCES for word, _, _ in sentence for c in word})
    bert = folder / "bert"
    bert.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    bert.joinpath("vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), **sizes)).save_pretrained(bert)
    BertTokenizerFast(str(bert / "vocab.txt")).save_pretrained(bert)
    return str(bert)


def _bio(word: str, kind: str) -> list[str]:
    return [f"{c}\t{('I' if i else 'B') + '-' + kind if kind else 'O'}" for i, c in enumerate(word)]


def _write(path: Path, sentences: list[list[str]]) -> str:
    path.write_text("\n\n".join("\n".join(lines) for lines in sentences) + "\n", "utf-8")
    return str(path)


def _need(package: str, command: str) -> None:
    if not find_spec(package):
        pytest.skip(f"{package} is not installed: {command}")


MAKERS: Mapping[str, Callable[[Path], str]] = {
    "spacy pipeline": make_spacy,
    "hanlp1": make_hanlp1,
    "hanlp names": make_hanlp,
    "hanlp tasks": make_hanlp_tasks,
}
"""Toolkit → how it is made in a folder; gives the name for `--backend`. Skips with the reason where it cannot be."""


def opened(maker: str, folder: Path) -> Backend:
    """The toolkit alone."""
    return open_toolkit(MAKERS[maker](folder))

"""HanLP 1.x in a Java machine inside this process: segmentation, tags, names of persons, places and organisations.

Its portable jar (8 MB, Apache-2.0) holds dictionary and models; `kg fetch hanlp1` brings it once, after that no network
is needed. Java counts UTF-16 units, so offsets are counted again here, in code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from extract.backends.backend import Annotation, Name, Word, digest_of
from extract.errors import BackendUnavailable
from extract.maven import Artefact, fetch_artefact, home

VERSION = "portable-1.8.6"
_ARTEFACT = Artefact("com.hankcs", "hanlp", VERSION)
JAR = _ARTEFACT.jar

_NAMES = ("nr", "ns", "nt")
_JAVA = "apt-get install openjdk-17-jre-headless"
_MEMORY = "-Xmx1g"


def fetch_jar() -> Path:
    """The jar, brought by Maven where it is not there yet.

    Raises BackendUnavailable where Maven is missing or fails.
    """
    return fetch_artefact("hanlp1", _ARTEFACT)


class Hanlp1Backend:
    """HanLP's standard segmenter with the recognition of persons, places and organisations on."""

    def __init__(self, model: str = "") -> None:
        """Start Java, if it is not running, and load the dictionaries; `model` is a jar other than the fetched one.

        Raises BackendUnavailable where JPype, the jar or Java is missing.
        """
        jpype = _jpype()
        jar = Path(model) if model else home() / JAR
        if not jar.is_file():
            raise BackendUnavailable("hanlp1", f"{jar} is missing", "kg fetch hanlp1")
        _start(jpype, jar)
        hanlp = jpype.JClass("com.hankcs.hanlp.HanLP")
        segment = hanlp.newSegment().enableOffset(True).enableNameRecognize(True)
        self._segment = segment.enablePlaceRecognize(True).enableOrganizationRecognize(True)
        self.identity = f"hanlp-{digest_of(jar)}" if model else f"hanlp-{VERSION}"

    def segment(self, passage: str) -> Any:
        """Java's own list of words for `passage`."""
        return self._segment.seg(passage)

    def annotate(self, passages: Iterable[str]) -> Iterator[Annotation]:
        """HanLP's words; the names are those of its words that it tags as such (nr, ns, nt and their kinds)."""
        for passage in passages:
            words = tuple(find_words(passage, self.segment(passage))) if passage else ()
            yield Annotation(words, tuple(Name(w.begin, w.end, w.tag) for w in words if w.tag.startswith(_NAMES)))


def find_words(passage: str, terms: Any) -> Iterator[Word]:
    """The words of Java's list of `terms`, which cover `passage`, with offsets in code points."""
    position = 0
    for length, tag in _lengths(passage, terms):
        yield Word(position, position + length, tag)
        position += length


def _lengths(passage: str, terms: Any) -> Sequence[tuple[int, str]]:
    """Each word's length in code points, and its tag."""
    # One call into Java for the whole list, `[词/n, 句/n]`, is three times as fast as two for each word. Splitting it
    # is right whenever the parts give the passage again; a word that holds ", " is cut up, and then they do not.
    pairs = [item.rpartition("/") for item in str(terms)[1:-1].split(", ")]
    if "".join(word for word, _, _ in pairs) == passage:
        return [(len(word), tag) for word, _, tag in pairs]
    return _counted(passage, [(int(term.length()), str(term.nature)) for term in terms])


def _counted(passage: str, units: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lengths in UTF-16 units as lengths in code points; a word that ends inside a character takes all of it.

    >>> _counted("𠮷林省", [(1, "w"), (1, "w"), (2, "ns")])
    [(1, 'w'), (2, 'ns')]
    """
    widths = iter([2 if character > "\uffff" else 1 for character in passage])
    found: list[tuple[int, str]] = []
    position = reached = 0
    for length, tag in units:
        reached += length
        taken = 0
        while position < reached:
            position += next(widths)
            taken += 1
        if taken:
            found.append((taken, tag))
    return found


def _jpype() -> Any:
    try:
        return import_module("jpype")
    except ImportError as error:
        raise BackendUnavailable("hanlp1", "the package jpype1 is missing", "pip install 'jpype1>=1.5'") from error


def _start(jpype: Any, jar: Path) -> None:
    """Let Java run with `jar` on its class path; one machine serves the whole process."""
    jpype.addClassPath(str(jar))
    if jpype.isJVMStarted():
        return
    try:
        jpype.startJVM(_MEMORY, "-XX:+UseSerialGC", convertStrings=False)
    except (jpype.JVMNotFoundException, OSError) as error:
        raise BackendUnavailable("hanlp1", f"no Java was found ({str(error).splitlines()[0]})", _JAVA) from error

"""How often instruments are classified rightly: the rules against mentions that were coded by reading.

    python -m benchmarks.classification [SAMPLE] [--annotations DIR] [--wrong]

The sample (`benchmarks/classification_sample.tsv`) holds names and places only; the sentences are those of the
reference annotations, by default `../shared/eval`, which must be there: each name is checked against its text. The
sample has parts, by what the rules had to do with them; only of `fresh` the rules know nothing. `--wrong` lists the
mistakes of the part that was there to be looked at.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.classification_rules import rule_of_name

SAMPLE = Path(__file__).with_name("classification_sample.tsv")
ANNOTATIONS = Path(__file__).parents[2] / "shared" / "eval"
PARTS = ("tune", "report", "second", "fresh")
LISTS = ("instrument_types", "instrument_nato", "instrument_howlett_ramesh", "instrument_stip")
NOTHING = ("none", "-")
UNCODED = "?"


class Coded(NamedTuple):
    """One mention with what a person coded and what the rules say, for each list; "-" where there is no entry."""

    name: str
    part: str
    coded: dict[str, str]
    found: dict[str, str]


class Share(NamedTuple):
    """Right ones among all of a kind."""

    right: int
    all: int

    def __str__(self) -> str:
        return f"{self.right / self.all:.2f} ({self.right}/{self.all})" if self.all else "-"


def group(notation: str) -> str:
    """The upper entry of a notation: S of S.2."""
    return notation.partition(".")[0]


def read_sample(path: Path, annotations: Path) -> list[Coded]:
    """The sample with the answers of the rules; raises ValueError where a name is not at its place in the text."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    texts: dict[str, str] = {}
    found = []
    for row in csv.DictReader(lines, delimiter="\t"):
        document = row["document"]
        if document not in texts:
            texts[document] = (annotations / f"{document}.txt").read_text("utf-8")
        if texts[document][int(row["begin"]) : int(row["end"])] != row["name"]:
            raise ValueError(f"{document}: {row['name']} is not at {row['begin']}:{row['end']}")
        rule = rule_of_name(row["name"])
        codes = dict(rule.codes) if rule else {}
        coded = {name: "-" if row[name] in NOTHING else row[name] for name in LISTS}
        found.append(Coded(row["name"], row["part"], coded, {name: codes.get(name, "-") for name in LISTS}))
    return found


def share(sample: Sequence[Coded], code_list: str, seen: Callable[[str], str] = str) -> Share:
    """How many have the right entry (or rightly none), as far as `seen` tells entries apart."""
    known = [each for each in sample if each.coded[code_list] != UNCODED]
    return Share(sum(seen(each.coded[code_list]) == seen(each.found[code_list]) for each in known), len(known))


def report(sample: Sequence[Coded]) -> list[str]:
    """The lines to print: each list as a whole, then the groups of Rothwell and Zegveld, in each part."""
    parts = {name: [each for each in sample if each.part == name] for name in PARTS}
    rows: dict[str, list[str]] = defaultdict(list)
    for part in parts.values():
        rows["instrument_types, groups S E D"].append(str(share(part, "instrument_types", group)))
        rows["instrument_types, kinds"].append(str(share(part, "instrument_types")))
        for letter in "SED":
            coded = [each for each in part if group(each.coded["instrument_types"]) == letter]
            said = [each for each in part if group(each.found["instrument_types"]) == letter]
            rows[f"  {letter}: found of those coded"].append(str(share(coded, "instrument_types", group)))
            rows[f"  {letter}: right of those said"].append(str(share(said, "instrument_types", group)))
        rows["instrument_nato"].append(str(share(part, "instrument_nato")))
        rows["instrument_howlett_ramesh, groups"].append(str(share(part, "instrument_howlett_ramesh", group)))
        rows["instrument_stip"].append(str(share(part, "instrument_stip")))
        named = [each for each in part if each.found["instrument_stip"] != "-"]
        rows["  right of those said"].append(str(share(named, "instrument_stip")))
    head = f"{'':36}" + "".join(f"{name:>16}" for name in parts)
    return [head, *(f"{name:36}" + "".join(f"{cell:>16}" for cell in cells) for name, cells in rows.items())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 where the texts are not there or differ from the sample."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sample", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--annotations", type=Path, default=ANNOTATIONS, help="folder with train/ and dev/")
    parser.add_argument("--wrong", action="store_true", help="list the mistakes of the part that rules are written on")
    options = parser.parse_args(arguments)
    try:
        sample = read_sample(options.sample, options.annotations)
    except FileNotFoundError as error:
        print(f"{error.filename}: not there; the sample is measured on the reference annotations", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(report(sample)))
    for each in sample if options.wrong else ():
        coded, found = (codes["instrument_types"] for codes in (each.coded, each.found))
        if each.part == "tune" and coded != found:
            print(f"{each.name}\tcoded {coded}\tfound {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

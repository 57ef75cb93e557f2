"""Figures that somebody else published carry over: each test names where its numbers stand.

docs/analysis.md says for each method which of these, or which example worked by hand, proves it. "Seen in" names the
page that was read when the test was written, where that is not the publication itself.
"""

from __future__ import annotations

from math import log, log10, sqrt

import networkx as nx
import numpy as np
import pytest

from kg.analysis.bursts import adjusted, find_bursts
from kg.analysis.centrality import centrality, spearman
from kg.analysis.co_occurrence import disparity, positive_pmi
from kg.analysis.communities import agreement, find_communities
from kg.analysis.link_scores import PREDICTORS, area, average_precision, neighbour_scores
from kg.analysis.methods import run
from kg.analysis.pmc import Item, Scheme, Variable, read_scheme, score, surface
from kg.analysis.qap import qap
from kg.analysis.similarity import cosines, tf_idf
from kg.analysis.structural_holes import constraint, effective_size
from kg.analysis.two_mode import nestedness
from tests.kg.analysis.graphs import issued
from tests.kg.analysis.policies import Policies

MARRIAGE = (
    "Acciaiuoli-Medici Albizzi-Ginori Albizzi-Guadagni Albizzi-Medici Barbadori-Castellani Barbadori-Medici "
    "Bischeri-Guadagni Bischeri-Peruzzi Bischeri-Strozzi Castellani-Peruzzi Castellani-Strozzi Guadagni-Lamberteschi "
    "Guadagni-Tornabuoni Medici-Ridolfi Medici-Salviati Medici-Tornabuoni Pazzi-Salviati Peruzzi-Strozzi "
    "Ridolfi-Strozzi Ridolfi-Tornabuoni"
)
BUSINESS = (
    "Barbadori-Castellani Barbadori-Ginori Barbadori-Medici Barbadori-Peruzzi Bischeri-Guadagni Bischeri-Lamberteschi "
    "Bischeri-Peruzzi Castellani-Lamberteschi Castellani-Peruzzi Ginori-Medici Guadagni-Lamberteschi "
    "Lamberteschi-Peruzzi Medici-Pazzi Medici-Salviati Medici-Tornabuoni"
)


def families(ties: str) -> nx.Graph:
    """The families of Florence, Pucci, who has no tie, among them."""
    graph = nx.Graph([tie.split("-") for tie in ties.split()])
    graph.add_nodes_from({name for each in (MARRIAGE, BUSINESS) for tie in each.split() for name in tie.split("-")})
    graph.add_node("Pucci")
    return graph


@pytest.mark.parametrize(
    ("papers", "weights"),
    [
        (
            {"一": "ABCD", "二": "AB", "三": "ABE"},
            {"AB": 11 / 6, "AE": 1 / 2, "AC": 1 / 3, "AD": 1 / 3, "BE": 1 / 2, "BC": 1 / 3, "BD": 1 / 3, "CD": 1 / 3},
        ),
        (
            {"一": "ABC", "二": "AB", "三": "BD", "四": "BE", "五": "BE", "六": "EF"},
            {"AB": 1.5, "AC": 0.5, "BC": 0.5, "BD": 1, "BE": 2, "EF": 1},
        ),
    ],
)
def test_newman_s_weight_of_two_networks(papers: dict[str, str], weights: dict[str, float]) -> None:
    """Newman 2001, Phys. Rev. E 64, 016132, figure 6, and the network of Opsahl's article on projections (2009).

    Both with all weights seen in NetworkX's tests (algorithms/bipartite/tests/test_project.py), which name the figure
    and the article. Of the three papers of A and B one has four authors, one two, one three: 1/3 + 1 + 1/2 = 11/6.
    """
    rows = run("co-issue", *issued(papers)).table.to_dicts()
    found = {"".join(sorted((row["a"], row["b"]))): row["newman"] for row in rows}
    assert found == pytest.approx(weights)


def test_jaccard_and_density_of_two_examples() -> None:
    """Birds of two places (Magurran 1988, Ecological Diversity, p. 165): 26 species, 12 of them in both: 0.46.

    Seen in github.com/tesselle/tabula, its tests and data. And the five nodes of which all but one pair are joined, in
    NetworkX's tests of transitivity: 0.875, or by hand 3 * 7 triangles of 24 paths; 9 of 10 edges.
    """
    species = [chr(ord("一") + number) for number in range(26)]
    nodes, links = issued({"甲": "".join(species), "乙": "".join(species[:12])}, {"甲": "2020", "乙": "2021"})
    _, second = run("slices", nodes, links).table.to_dicts()
    assert (second["entered"], second["left"]) == (0, 14)
    assert second["jaccard"] == pytest.approx(0.46, abs=0.005)
    nodes, links = issued({"甲": "ACDE", "乙": "BCDE"}, {"甲": "2020", "乙": "2020"})
    (only,) = run("slices", nodes, links).table.to_dicts()
    assert (only["clustering"], only["density"]) == (0.875, pytest.approx(0.9))


def test_the_turnover_of_trees_along_a_transect() -> None:
    """Six stands of a wood (Magurran 1988, p. 162): Cody's turnover, half of the species gained and lost, is 3.

    Seen in github.com/tesselle/tabula (inst/examples/ex-turnover.R, data-raw): birch, oak, rowan, beech, hazel, holly.
    A stand is a period here: 4 species are gained that the first did not have, 2 are lost that the last has not.
    """
    trees = {"桦": "111000", "栎": "111111", "楸": "001010", "榉": "000111", "榛": "000011", "枸": "000101"}
    stands = {f"样地{i}": [tree for tree, there in trees.items() if there[i] == "1"] for i in range(6)}
    rows = run("slices", *issued(stands, {f"样地{i}": str(2020 + i) for i in range(6)})).table.to_dicts()
    assert [row["entered"] for row in rows] == [None, 0, 1, 2, 2, 1]
    assert [row["left"] for row in rows] == [None, 0, 0, 2, 1, 1]
    gained = {tree for row in rows for tree in row["entered_names"]} - set(stands["样地0"])
    lost = {tree for row in rows for tree in row["left_names"]} - set(stands["样地5"])
    assert (len(gained), len(lost)) == (4, 2) and (len(gained) + len(lost)) / 2 == 3


@pytest.mark.parametrize(("together", "first", "second", "published"), [(20, 42, 20, 18.38), (20, 15019, 15629, 0.29)])
def test_pmi_of_a_textbook(together: int, first: int, second: int, published: float) -> None:
    """Manning & Schütze 1999, Foundations of Statistical Natural Language Processing, section 5.4.

    Of 14,307,668 pairs of words; the counts and the two values seen in NLTK's tests (nltk/test/collocations.doctest),
    which name the section.
    """
    assert positive_pmi(together, first, second, 14307668) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(
    ("both", "first", "second", "published"),
    [
        (2, 16, 5, 0.0),
        (14, 16, 15, 0.222392421),
        (3, 4, 5, 1.584962501),
        (1, 4, 15, 0.0),
    ],
)
def test_ppmi_of_two_coins(both: int, first: int, second: int, published: float) -> None:
    """The example of Wikipedia's article on pointwise mutual information: p = 0.1, 0.7, 0.15, 0.05, here of 20 windows.

    Seen in goodnames-eth.ipns.dweb.link/wiki/Pointwise_mutual_information.html; its -1 and -1.584962501 are 0 in PPMI.
    """
    assert positive_pmi(both, first, second, 20) == pytest.approx(published, abs=5e-10)


def test_centralities_of_krackhardt_s_kite() -> None:
    """Krackhardt 1990, Adm. Sci. Q. 35, 342-369: another actor leads by each of three measures.

    Diane has 6 of 9 ties; Fernando and Garth the closeness 0.643; Heather the betweenness 14/36 = 0.389. The figures
    stand in NetworkX's own tests too.
    """
    people = dict(
        enumerate(["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"])
    )
    rows = {row["iri"]: row for row in centrality(nx.relabel_nodes(nx.krackhardt_kite_graph(), people)).to_dicts()}
    assert [name for name, row in rows.items() if row["degree_rank"] == 1] == ["Diane"] and rows["Diane"]["degree"] == 6
    assert {name for name, row in rows.items() if row["closeness_rank"] == 1} == {"Fernando", "Garth"}
    assert rows["Garth"]["closeness"] == pytest.approx(0.643, abs=5e-4)
    assert [name for name, row in rows.items() if row["betweenness_rank"] == 1] == ["Heather"]
    assert rows["Heather"]["betweenness"] == pytest.approx(0.389, abs=5e-4)


def test_the_medici_lie_between() -> None:
    """Padgett's families (Padgett & Ansell 1993, Am. J. Sociol. 98, 1259-1319) as in NetworkX's tests: 0.522."""
    graph = families(MARRIAGE)
    graph.remove_node("Pucci")
    rows = {row["iri"]: row["betweenness"] for row in centrality(graph).to_dicts()}
    assert max(rows, key=lambda name: rows[name]) == "Medici"
    assert rows["Medici"] == pytest.approx(0.522, abs=5e-4)
    assert (rows["Guadagni"], rows["Albizzi"]) == (pytest.approx(0.255, abs=5e-4), pytest.approx(0.212, abs=5e-4))


def test_spearman_of_a_textbook_example() -> None:
    """Intelligence and hours before the television of ten people, the example of Wikipedia's article on it.

    Seen in liquisearch.com/spearmans_rank_correlation_coefficient/example: ρ = -0.175757575, that is -29/165.
    """
    quotient = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    assert spearman(quotient, hours) == pytest.approx(-29 / 165)


@pytest.mark.parametrize("algorithm", ["louvain", "leiden"])
def test_the_best_division_of_zachary_s_club(algorithm: str) -> None:
    """Zachary 1977, J. Anthropol. Res. 33, 452-473, without weights: the best Q is 0.4198, with four groups.

    Proved best by integer programming (Brandes et al. 2008, IEEE Trans. Knowl. Data Eng. 20, 172-188).
    """
    karate = nx.Graph(nx.karate_club_graph().edges)
    division = find_communities(nx.relabel_nodes(karate, lambda n: f"{n:02}"), algorithm=algorithm)
    assert division.modularity == pytest.approx(0.4198, abs=5e-5)
    assert [len(group) for group in division.members] == [12, 11, 6, 5]


def test_agreement_of_two_divisions() -> None:
    """The examples of scikit-learn's adjusted_rand_score: 0.57 for one group cut in two, 1 for other names."""
    assert agreement([[0, 0, 1, 2], [0, 0, 1, 1]], "adjusted_rand") == pytest.approx(0.57, abs=0.005)
    assert agreement([[0, 0, 1, 1], [1, 1, 0, 0]], "adjusted_rand") == pytest.approx(1.0)
    assert agreement([[0, 0, 1, 1], [1, 1, 0, 0]], "nmi") == pytest.approx(1.0)
    assert agreement([[0, 0, 0], [0, 0, 0]], "adjusted_rand") == 1.0


def test_structural_holes_of_borgatti_s_network() -> None:
    """Borgatti 1997, Connections 20, 35-38: ego G has six contacts with four ties among them: 6 - 8/6 = 4.67.

    Its efficiency is 0.78. The constraints were computed by UCINET and igraph for NetworkX's tests of this network.
    """
    ties = "A-B A-F A-G A-E E-G F-G B-G B-D D-G G-C"
    graph = nx.Graph([tie.split("-") for tie in ties.split()])
    sizes, constraints = effective_size(graph), constraint(graph)
    assert sizes["G"] == pytest.approx(4.67, abs=0.005)
    assert sizes["G"] / 6 == pytest.approx(0.78, abs=0.005)
    assert (sizes["A"], sizes["C"]) == (pytest.approx(2.5), pytest.approx(1.0))
    assert constraints["G"] == pytest.approx(0.400, abs=5e-4)
    assert (constraints["A"], constraints["C"]) == (pytest.approx(0.595, abs=5e-4), pytest.approx(1.0))


def test_weighted_structural_holes_of_the_same_network() -> None:
    """The weighted version in NetworkX's tests, checked there with UCINET and by hand: A, C, G."""
    ties = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, float(weight)) for (a, b), weight in ties.items())
    assert [constraint(graph)[n] for n in "ACG"] == pytest.approx([0.795, 1, 0.299], abs=1e-3)
    assert [effective_size(graph)[n] for n in "ACG"] == pytest.approx([2.47, 1, 5.47], abs=0.01)


def test_bursts_of_another_implementation() -> None:
    """The Python package burst_detection 0.1.3 on the same series: p0 = 0.14919, bursts 3-5 and 10, both weights.

    It weighs one period after the other, so with gamma = 1 it misses the first burst; the sequence of least cost
    (Kleinberg 2003, section 4) has it: it saves 6.07 and costs one step up, ln 12 = 2.48.
    """
    relevant, documents = [0, 2, 1, 6, 8, 7, 1, 0, 2, 1, 9, 0], [20, 22, 18, 20, 24, 21, 19, 20, 23, 20, 20, 21]
    for gamma in (0.5, 1.0):
        first, second = find_bursts(relevant, documents, gamma=gamma)
        assert (first.first, first.last, second.first, second.last) == (3, 5, 10, 10)
        assert (first.weight, second.weight) == (pytest.approx(6.072766), pytest.approx(4.117493))
    assert first.weight > log(12)


def test_four_of_fifteen_hypotheses_fall() -> None:
    """Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57, 289-300, the trial of 15 endpoints: 4 rejected at 0.05.

    Seen in the documentation of SciPy's false_discovery_control, which repeats the example; q as it prints them.
    """
    first = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    found = adjusted([*first, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert [q <= 0.05 for q in found] == [True] * 4 + [False] * 11
    printed = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486]
    assert found == pytest.approx([*printed, 0.58118182, 0.714875, 0.75323077, 0.81321429, 1.0], abs=5e-9)


def test_the_florentine_families_marry_whom_they_trade_with() -> None:
    """Padgett's families in R's package sna: gcor(flobusiness, flomarriage) = 0.3718679, p = 0.001 in qaptest.

    Seen in the session that V. Batagelj's course of network analysis prints (his R notes on statistics, section QAP);
    the ties agree with those in github.com/Daria-Maltseva/pajek, Padgett.paj. Of 120 pairs 20 are married and 15 trade,
    8 do both: (8/120 - 20 * 15/120²) / √(20 * 100 * 15 * 105/120⁴) = 0.372.
    """
    found = qap(families(MARRIAGE), families(BUSINESS), 4000)
    assert len(found.nodes) == 16
    assert found.value == pytest.approx(0.3718679, abs=5e-8)
    assert found.p_greater == pytest.approx(0.001, abs=0.0015)


def test_the_nestedness_of_the_paper_s_matrix() -> None:
    """Almeida-Neto et al. 2008, Oikos 117, 1227-1239: their example of five sites and species, NODF 58 of 100.

    Seen in github.com/PoisotLab/EcologicalNetworks.jl, test/nestedness.jl, as their original example: 0.58 in all, 0.63
    and 0.53 for the two sides, each of ten pairs: (0.63 + 0.53)/2 = 0.58.
    """
    sites = ("10111", "11100", "01110", "11000", "11000")
    near = {f"地{i}": [f"种{j}" for j, there in enumerate(row) if there == "1"] for i, row in enumerate(sites)}
    assert nestedness(near) == pytest.approx(58, abs=0.5)


def test_the_backbone_of_two_stars_of_different_scale() -> None:
    """The example of the R package backbone (Neal 2022, PLOS ONE 17, e0269137): a light and a heavy hub, joined by 75.

    Seen in github.com/zpneal/backbone, inst/tinytest/test_backbone.R: at 0.05 the disparity filter leaves a tree, both
    stars, where one threshold for all weights would lose the light one. By hand: a leaf's tie to its hub has 10/13 of
    the leaf's weight at four ties, (3/13)³ = 0.0123; the tie of the hubs 75/115 of the light one's at five, 0.0146.
    """
    graph = nx.Graph()
    graph.add_edge("a0", "b0", weight=75.0)
    for hub, scale in (("a", 1.0), ("b", 10.0)):
        leaves = [f"{hub}{i}" for i in range(1, 5)]
        graph.add_weighted_edges_from((f"{hub}0", leaf, 10 * scale) for leaf in leaves)
        graph.add_weighted_edges_from((one, other, scale) for one in leaves for other in leaves if one < other)
    chances = disparity(graph)
    backbone = nx.Graph([pair for pair, chance in chances.items() if chance < 0.05])
    assert nx.is_tree(backbone) and len(backbone) == 10
    assert (backbone.degree("a0"), backbone.degree("b0")) == (5, 5)
    assert chances["a0", "a1"] == chances["b0", "b1"] == pytest.approx((3 / 13) ** 3)
    assert chances["a0", "b0"] == pytest.approx((40 / 115) ** 4)


def test_the_disparity_of_a_matrix() -> None:
    """The p-values of the R package backbone for a directed network of four: 0.444 and 0.5, seen in its tests of v2.

    "Disparity Filter output" there, rounded to three places. What goes out of a node and what comes into it are ends of
    their own, here two nodes r and c, so that the directed matrix is an undirected network of both sides. By hand: an
    end with three equal edges gives (2/3)² = 0.444, one with two 1/2, one with a single edge 1; the smaller counts.
    """
    matrix = ("1011", "0100", "1001", "1101")
    graph = nx.Graph()
    edges = [(f"r{i}", f"c{j}") for i, row in enumerate(matrix) for j, there in enumerate(row) if there == "1"]
    graph.add_edges_from(edges, weight=1.0)
    published = ((0.444, 1, 0.444, 0.444), (1, 0.5, 1, 1), (0.444, 1, 1, 0.444), (0.444, 0.444, 1, 0.444))
    found = disparity(graph)
    assert found == {(c, r): pytest.approx(published[int(r[1])][int(c[1])], abs=5e-4) for r, c in edges}


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_the_cosines_of_three_novels(is_logarithmic: bool) -> None:
    """Manning, Raghavan & Schütze, Introduction to Information Retrieval, section 6.3: Austen, Austen and Brontë.

    Of counts the cosines are 0.999 and 0.889 (seen in dokumen.tips/documents/cosine-similarity.html; of rounded
    vectors, 0.888 else), of 1 + log₁₀ of them 0.94, 0.79 and 0.69 (seen in the book's slides, scribd.com/335487918).
    """
    counts = {
        "SaS": {"affection": 115, "jealous": 10, "gossip": 2},
        "PaP": {"affection": 58, "jealous": 7},
        "WH": {"affection": 20, "jealous": 11, "gossip": 6, "wuthering": 38 if is_logarithmic else 0},
    }
    vectors = {}
    for novel, terms in counts.items():
        weights = {term: 1 + log10(n) if is_logarithmic else n for term, n in terms.items() if n}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        vectors[novel] = {term: weight / length for term, weight in weights.items()}
    found = cosines(vectors, vectors)
    if is_logarithmic:
        three = [found["SaS", "PaP"], found["SaS", "WH"], found["PaP", "WH"]]
        assert three == pytest.approx([0.94, 0.79, 0.69], abs=0.005)
    else:
        assert [found["SaS", "PaP"], found["SaS", "WH"]] == pytest.approx([0.999, 0.889], abs=0.0011)


def test_the_weights_of_three_newspapers() -> None:
    """A worked example of TF-IDF on slides: "new york times", "new york post", "los angeles times", logarithms of 2.

    Seen in slideshare.net/MohamedMagdy52/tf-idf-example-machine-learning: weights 0.584 and 1.584, lengths 1.011, 1.786
    and 2.316. Each word stands once, so that the base of the logarithm goes out when vectors have length 1. A word is a
    pair of characters here.
    """
    found = tf_idf({"d1": "ne yo ti", "d2": "ne yo po", "d3": "lo an ti"})
    published = {
        "d1": ({"ne": 0.584, "yo": 0.584, "ti": 0.584}, 1.011),
        "d2": ({"ne": 0.584, "yo": 0.584, "po": 1.584}, 1.786),
        "d3": ({"lo": 1.584, "an": 1.584, "ti": 0.584}, 2.316),
    }
    for text, (weights, length) in published.items():
        assert found[text] == pytest.approx({word: weight / length for word, weight in weights.items()}, abs=0.001)


def test_the_adoption_curve_of_a_simulation() -> None:
    """658 actors adopt in five steps: 33, 226, 344, 54, 1; of all, 0.050, 0.394, 0.916, 0.998 and 1 have by then.

    The output of R's package netdiffuseR in the tutorials of Integrated Network Science (chapter 14), its numbers seen
    there: shares 0.05015198, 0.39361702, 0.91641337, 0.99848024, 1. The days between the steps are ours.
    """
    made, last = Policies(), 0
    for day, adopters in enumerate((33, 226, 344, 54, 1), 1):
        new = [f"第{number}局" for number in range(last, last + adopters)]
        made.paper(f"文件{day}", f"2020-01-{day:02}", new, {"元宇宙": "Technology"})
        last += adopters
    rows = run("adoption", *made.claims(), {"of": "元宇宙"}).table.to_dicts()
    assert [row["adopters"] for row in rows] == [33, 259, 603, 657, 658]
    shares = [0.05015198, 0.39361702, 0.91641337, 0.99848024, 1.0]
    assert [row["share"] for row in rows] == pytest.approx(shares, abs=5e-9)


def test_scores_of_a_complete_graph() -> None:
    """The examples of NetworkX's documentation on five nodes that all know each other, pair 0, 1."""
    (found,) = neighbour_scores(nx.complete_graph(5), [(0, 1)])
    scores = dict(zip(PREDICTORS, found.tolist(), strict=True))
    assert scores["adamic_adar"] == pytest.approx(2.1640425613334453)
    assert scores["resource_allocation"] == pytest.approx(0.75)
    assert scores["jaccard"] == pytest.approx(0.6)
    assert (scores["degree"], scores["common_neighbours"]) == (16, 3)


def test_the_area_under_the_curve_of_109_images() -> None:
    """Hanley & McNeil 1982, Radiology 143, 29-36, table I: five ratings of 58 normal and 51 abnormal images, 0.893.

    Ratings and area seen in two programs' tests that quote the paper. Its standard error rests on an exponential model,
    ours is DeLong's: see the next test.
    """
    normal = np.repeat([1.0, 2, 3, 4, 5], [33, 6, 6, 11, 2])
    abnormal = np.repeat([1.0, 2, 3, 4, 5], [3, 2, 2, 11, 33])
    assert area(abnormal, normal).value == pytest.approx(0.893, abs=5e-4)


def test_the_variance_of_the_area_of_113_patients() -> None:
    """The data aSAH of R's package pROC: grades of bleeding of 72 patients with a good and 41 with a poor outcome.

    Seen in its tests: sensitivities and specificities (helper-roc-expected.R), from which the counts follow, the area
    0.82367886178861793 there, and DeLong's variance 0.00146991470882363 (test-var.R).
    """
    good, poor = np.repeat([1.0, 2, 3, 4, 5], [37, 20, 3, 8, 4]), np.repeat([1.0, 2, 3, 4, 5], [2, 12, 1, 8, 18])
    found = area(poor, good)
    assert found.value == pytest.approx(0.82367886178861793, rel=1e-12)
    assert found.deviation**2 == pytest.approx(0.00146991470882363, rel=1e-12)


def test_area_and_precision_of_four_cases() -> None:
    """The example of scikit-learn's average_precision_score (0.83) and roc_auc_score (0.75): two and two scores."""
    positives, negatives = np.array([0.35, 0.8]), np.array([0.1, 0.4])
    assert area(positives, negatives).value == pytest.approx(0.75)
    assert average_precision(positives, negatives) == pytest.approx(0.83, abs=0.005)


def test_the_surface_of_ruiz_estrada() -> None:
    """The surface that Ruiz Estrada prints for a paper of Issing (2007), nine variables and an index of 0.6.

    Revista Académica ECO 13, table 3: the PIE index, the sister of the PMC index, which is the mean of the nine where
    PMC is their sum: 0.6 of the most. Shares such as 0.36 are those of items, here 4 of 11.
    """
    shares = ((1, 1), (3, 4), (7, 12), (1, 1), (1, 2), (2, 3), (4, 11), (4, 11), (2, 9))
    variables = tuple(
        Variable(f"X{i}", f"变量{i}", tuple(Item(str(place), "person", {}) for place in range(items)))
        for i, (_, items) in enumerate(shares, 1)
    )
    scheme = Scheme("PIE", variables, tuple(v.id for v in variables), read_scheme().grades)
    coded = {
        (variable.id, item.name): int(place < ones)
        for variable, (ones, _) in zip(variables, shares, strict=True)
        for place, item in enumerate(variable.items)
    }
    found = score(scheme, coded)
    printed = ((1, 0.75, 0.58), (1, 0.50, 0.67), (0.36, 0.36, 0.22))
    for row, published in zip(surface(scheme, found), printed, strict=True):
        assert [cell.low for cell in row] == pytest.approx(published, abs=0.005)
    assert found.pmc.low / 9 == pytest.approx(0.6, abs=0.01)

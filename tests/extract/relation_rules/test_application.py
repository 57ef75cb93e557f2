"""APPLIED_IN: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from ontology.labels import RelationType
from tests.extract.marked import arrows, pairs


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("推动[遥感|Tec]、[雷达|Tec]赋能[灌溉|Ind]。", "遥感>灌溉 雷达>灌溉"),
        ("将[遥感|Tec]应用于[灌溉|Ind]、[防汛|Sce]。", "遥感>灌溉 遥感>防汛"),
        ("推动[遥感|Tec]技术在[灌溉|Ind]、[防汛|Sce]等领域的应用。", "遥感>灌溉 遥感>防汛"),
        ("推动[遥感|Tec]与[灌溉|Ind]深度融合。", "遥感>灌溉"),
        ("推进[灌溉|Ind]与[遥感|Tec]融合。", "遥感>灌溉"),
        ("利用[遥感|Tec]改造提升[灌溉|Ind]。", "遥感>灌溉"),
        ("加快[灌溉|Ind]、[防汛|Sce]等领域的[雷达|Pro]研制和应用。", "雷达>灌溉 雷达>防汛"),
        ("有序推进[防汛领域|Sce][雷达|Pro]部署。", "雷达>防汛领域"),
        ("在[灌溉|Ind]、[防汛|Sce]等环节推广使用[遥感|Tec]。", "遥感>灌溉 遥感>防汛"),
        ("充分发挥[遥感|Tec]对推进[智慧灌溉|Dir]的支撑作用。", "遥感>智慧灌溉"),
        ("运用[遥感|Tec]提高[灌溉|Ind]水平。", "遥感>灌溉"),
        ("发挥[灌区|Pla]和[遥感|Tec]站点对[防汛|Sce]的作用。", ""),
        ("试点[“[遥感|Tec]+”防汛|Sce]。", "遥感>“遥感+”防汛"),
        ("1.[防汛会商|Sce]。 利用[遥感|Tec]、[雷达|Tec]等技术，研判水情。", "遥感>防汛会商 雷达>防汛会商"),
        ("[遥感|Tec]。\n降低成本，加快在[灌溉|Ind]、[防汛|Sce]等场景中推广。", "遥感>灌溉 遥感>防汛"),
        ("把[遥感|Tec]用到[灌溉|Ind]、[防汛|Sce]。", "遥感>灌溉 遥感>防汛"),
        ("[灌溉|Ind]用上了[遥感|Tec]。", "遥感>灌溉"),
        ("推广[遥感|Tec]，服务本县[灌溉|Ind]。", "遥感>灌溉"),
        ("推动[尾矿|Pro]在[建材|Ind]领域规模化利用。", "尾矿>建材"),
        ("面向[灌溉|Ind]、[防汛|Sce]等领域，推动企业采用[遥感|Tec]、[雷达|Tec]等技术。",
         "遥感>灌溉 遥感>防汛 雷达>灌溉 雷达>防汛"),
        ("面向[灌溉|Ind]等领域，攻关[遥感|Tec]。", ""),
        ("在[灌溉|Ind]领域，禁止使用[明渠|Pro]。", ""),
        ("在[灌溉|Ind]领域，评估使用[遥感|Tec]的风险。", ""),
        ("在[灌溉|Ind]领域，推广[遥感|Tec]在[防汛|Sce]中的应用。", "遥感>防汛"),
        ("围绕[灌溉|Ind]领域，引进[遥感|Tec]的企业。", ""),
        ("存在问题的[灌溉|Ind]行业，使用[遥感|Tec]。", ""),
        ("严格控制[尾矿|Pro]在[建材|Ind]领域综合利用。", ""),
        ("[尾矿|Pro]在[建材|Ind]领域综合利用率不足。", ""),
        ("推动[减少渗漏技术|Tec]在[灌溉|Ind]领域应用。", "减少渗漏技术>灌溉"),
        ("推动[遥感|Tec]、[减少渗漏技术|Tec]在[灌溉|Ind]领域应用。", "遥感>灌溉 减少渗漏技术>灌溉"),
        ("[尾矿|Pro]在[建材|Ind]领域限制使用。", ""),
        ("发展[遥感|Tec]，做强[灌溉|Ind]。", ""),
    ],
)  # fmt: skip
def test_applications(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.APPLIED_IN) == arrows(expected)

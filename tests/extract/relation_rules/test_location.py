"""LOCATED_IN: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from ontology.labels import RelationType
from tests.extract.marked import arrows, pairs


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("在[青石县|Reg]、[白沙县|Reg]建设[灌溉试验站|Pla]。", "灌溉试验站>青石县 灌溉试验站>白沙县"),
        ("支持[青石县|Reg]打造[灌溉试验站|Pla]。", "灌溉试验站>青石县"),
        ("[青石县|Reg]的[灌溉试验站|Pla]已建成。", "灌溉试验站>青石县"),
        ("[青石县|Reg]、[白沙县|Reg]等[灌溉试验站|Pla]。", "灌溉试验站>青石县 灌溉试验站>白沙县"),
        ("依托[[青石县|Reg]灌溉试验站|Pla]。", "青石县灌溉试验站>青石县"),
        ("[灌溉试验站|Pla]位于[青石县|Reg]。", "灌溉试验站>青石县"),
        ("[灌溉大会|Eve]在[青石县|Reg]召开。", "灌溉大会>青石县"),
        ("[灌溉试验站|Pla]（[丰水省|Reg][青石县|Reg]）", "灌溉试验站>丰水省 灌溉试验站>青石县"),
        ("[青石县|Reg]将建[灌溉试验站|Pla]。", "灌溉试验站>青石县"),
        ("依托[[丰水市|Reg][青石县|Reg]灌溉站|Pla]。", "丰水市青石县灌溉站>丰水市 丰水市青石县灌溉站>青石县"),
        ("在[青石县|Reg]、[白沙县|Reg]分别建设[灌溉站|Pla]、[雨情站|Pla]。", "灌溉站>青石县 雨情站>白沙县"),
        ("来源：[[青石|Reg]日报|Org]", ""),
        ("面向[青石县|Reg]搭建[灌溉数据平台|Pla]。", ""),
        ("协助[青石县|Reg]建立涉及[灌溉试验站|Pla]等的标准。", ""),
        ("打造面向[青石县|Reg]的[灌溉枢纽|Pla]。", ""),
        ("打造服务本县和[青石县|Reg]的[灌溉枢纽|Pla]。", ""),
        ("打造毗邻[青石县|Reg]的[灌溉枢纽|Pla]。", ""),
        ("打造支撑[青石县|Reg]灌区建设的[灌溉数据平台|Pla]。", ""),
        ("支撑[青石县|Reg]建设[灌溉试验站|Pla]。", "灌溉试验站>青石县"),
        ("借鉴[青石县|Reg]建设[灌溉试验站|Pla]。", ""),
        ("利用[青石县|Reg]贷款建设[灌溉试验站|Pla]。", ""),
        ("在[青石县|Reg]企业建设[灌溉试验站|Pla]。", "灌溉试验站>青石县"),
        ("[丰水省|Reg]援建的[[青石县|Reg]灌溉站|Pla]。", "青石县灌溉站>青石县"),
        ("为[青石县|Reg]灌区建设提供[灌溉数据平台|Pla]。", ""),
        ("推动[青石县|Reg][农户|Act]与[灌溉试验站|Pla]结对。", ""),
        ("[水利部|Org]推动项目落户[青石县|Reg]。", ""),
        ("[水利部|Org]将年会放在[青石县|Reg]召开。", ""),
        ("[灌溉大会|Eve]将落户[青石县|Reg]。", "灌溉大会>青石县"),
        ("[灌溉试验站|Pla]在[丰水省|Reg]援建下启动。", ""),
        ("依托[[丰水|Reg]大学[青石|Reg]研究院|Org]。", "丰水大学青石研究院>青石"),
        ("参加[[丰水县|Reg]—[青石县|Reg]灌溉大会|Eve]。", ""),
        ("——[[青石县|Reg]水利局|Org]建成泵站。", "青石县水利局>青石县"),
        ("推广[[农村|Reg]供水站|Pla]。", ""),
        ("由[[新疆|Reg]生产建设兵团|Org]、[[亚太|Reg]经合组织|Org]参加。", ""),
    ],
)  # fmt: skip
def test_locations(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.LOCATED_IN) == arrows(expected)

"""ADVOCATES: one invented sentence or page a construction."""

from __future__ import annotations

import pytest

from ontology.labels import RelationType
from tests.extract.marked import arrows, pairs


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[全国灌溉大会|Eve]强调，要发展[智慧灌溉|Ind]，推广[滴灌|Tec]。", "全国灌溉大会>智慧灌溉 全国灌溉大会>滴灌"),
        ("[水利部|Org]印发《[规划|Doc]》，提出加快[智慧灌溉|Ind]发展。", "规划>智慧灌溉"),
        ("[周远|Per]在出席[全国灌溉大会|Eve]时提出，加快[智慧灌溉|Ind]发展。", "周远>智慧灌溉"),
        ("[周远|Per]局长5月在[青石县|Reg]调研时指出，要发展[智慧灌溉|Ind]。", "周远>智慧灌溉"),
        ("落实[省委|Org]、[省政府|Org]关于发展[智慧灌溉|Ind]的决策部署。", "省委>智慧灌溉 省政府>智慧灌溉"),
        ("[关于推动[智慧灌溉|Ind]发展的意见|Doc]\n各地要认真落实。", "关于推动智慧灌溉发展的意见>智慧灌溉"),
        ("[灌区办法|Doc]\n第一条　为推动[智慧灌溉|Ind]发展，根据有关规定，制定本办法。", "灌区办法>智慧灌溉"),
        ("[全国灌溉大会|Eve]召开。会议指出，要发展[智慧灌溉|Ind]。", "全国灌溉大会>智慧灌溉"),
        ("传达[全国灌溉大会|Eve]精神。会议指出，要发展[智慧灌溉|Ind]。", ""),
        ("[周远|Per]调研。他强调，要推广[滴灌|Tec]。", "周远>滴灌"),
        ("[周远|Per]表示，[遥感|Tec]已成熟，将推广[滴灌|Tec]。", "周远>滴灌"),
        ("[水利部|Org]有关负责人表示，推广[滴灌|Tec]很重要。", ""),
        ("《[规划|Doc]》明确了发展[智慧灌溉|Ind]的哪些任务？", ""),
        ("[全国灌溉大会|Eve]面临新要求，发展[智慧灌溉|Ind]。", ""),
        ("按照[省委|Org]部署要求，发展[智慧灌溉|Ind]。", ""),
        ("贯彻落实[省委|Org]的决策部署，发展[智慧灌溉|Ind]。", ""),
        ("[水利部|Org]调研[智慧灌溉|Ind]。", ""),
        ("《[灌区办法|Doc]》明确，灌区是指用[滴灌|Tec]的农田。", ""),
    ],
)  # fmt: skip
def test_advocacies(marked: str, expected: str) -> None:
    assert pairs(marked, RelationType.ADVOCATES) == arrows(expected)

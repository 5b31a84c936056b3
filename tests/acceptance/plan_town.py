"""Sending plans in the sample town, and what came of them."""

from __future__ import annotations

from knowledge import as_yaml
from tests.acceptance.town import Said, Town
from village.model.plans import Plan

ZHOU, WANG = "周敏", "王秀兰"
PLAN = """清河镇2026年农村人居环境整治方案
一、目标
1.改厕。2026年完成改厕210户，农村生活垃圾收运覆盖率达到95%以上。(牵头单位:镇乡建办；配合单位:各村)
2.清沟。6月30日前完成沟渠清淤30公里。
3.备汛。汛期前完成堤防检查。
二、要求
1.报送。各村每月10日前报送进展情况。
"""
NEXT_YEAR = """清河镇2027年农村人居环境整治方案
一、今年的目标
1.改厕。全镇改造旱厕300户，垃圾收运不漏一个村。(牵头单位:镇乡建办；配合单位:各村)
2.河沟。全年把三条主要河沟清理一遍，不留死角。
二、怎么报
1.报送。各村每月12日前报送进展情况。
"""


async def send(town: Town, name: str, data: bytes, filename: str) -> Said:
    """Send a document and wait until it was read."""
    before = (await town.messages(town.id(name)))[-1]["id"]
    await town.send_file(name, "document", data, filename, "application/octet-stream")
    await town.reading_done()
    return await town.said_to(name, before)


def plans_of(town: Town) -> list[Plan]:
    """The plans in force."""
    with town.office.storage.read() as uow:
        return uow.plans.all()


def export(town: Town) -> str:
    """The newest plan as the file a clerk gets."""
    return as_yaml(plans_of(town)[-1].draft)

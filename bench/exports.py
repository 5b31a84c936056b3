"""Time and memory of the documents a town hands in: the year's compiled report, a ledger of problems, a chart.

    python -m bench.exports

Each in a process of its own, so that the memory of one does not hide in the other's; every answer differs from every
other, so nothing can be said together.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta

from village.clock import ZONE
from village.exports.ledger import CellKind, Column, Ledger, Link
from village.forms.loader import shipped_forms
from village.model.compiled import Compilation, Entry, in_order
from village.model.duties import LADDER, Duty, Occurrence, State
from village.model.people import Unit, UnitKind
from village.model.reports import Report

AIMS = "aims: 200 villages × 12 months to docx under 5 s, 10,000 problems to xlsx under 3 s, under 300 MB"
VILLAGES, PROBLEMS = 200, 10_000
NOW = datetime(2026, 12, 28, 9, tzinfo=ZONE)
TEXTS = {
    "progress": "清运生活垃圾{n}车，完成户厕改造{m}户，新装太阳能路灯{k}盏，清理水渠{n}百米，召开院坝会{k}场。",
    "results": "{n}组到{m}组的路边沟渠没有成堆垃圾，{k}户参加了清洁评比。",
    "problems": "清运车只有{k}辆，{n}组的垃圾要隔天才能拉走，缺保洁员{m}名。",
    "plans": "下月完成剩下的{m}户，再装路灯{n}盏，把{k}组的水沟疏通。",
}
COLUMNS = (
    Column("number", "序号", CellKind.NUMBER),
    Column("village", "单位"),
    Column("what", "问题"),
    Column("office", "责任单位"),
    Column("found", "登记日期", CellKind.DAY),
    Column("due", "整改时限", CellKind.DAY),
    Column("done", "整改措施"),
    Column("before", "整改前照片"),
    Column("after", "整改后照片"),
    Column("state", "状态"),
    Column("closed", "销号时间", CellKind.MOMENT),
    Column("by", "核验人"),
)

RUN = """
import resource, time
from bench import exports
made = exports.{make}()
from village.exports import {module}
begun = time.perf_counter()
content = {call}
took = time.perf_counter() - begun
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(content))
"""
CASES = {
    f"docx, {VILLAGES} villages × 12 months, by section": ("year", "compiled", "compiled.compiled_docx(made)"),
    f"docx, {VILLAGES} villages × 12 months, by village": (
        "year", "compiled", "compiled.compiled_docx(made, compiled.Order.VILLAGE)",
    ),
    f"xlsx, {VILLAGES} villages × 12 months": ("year", "ledger_of_reports", "ledger_of_reports.reports_xlsx(made)"),
    f"xlsx, {PROBLEMS:,} problems": (
        "problems", "ledger", "ledger.ledger_xlsx([made], author='办公室', now=exports.NOW)",
    ),
    "png, 12 months": ("year", "charts", "charts.submission_png(made)"),
}  # fmt: skip


def year() -> Compilation:
    """A year of monthly reports, no two answers alike."""
    form = shipped_forms()["monthly_report"]
    town = Unit(1, "清河镇", UnitKind.TOWN)
    duty = Duty(1, "月报", "monthly:25", "18:00", form.name, town, UnitKind.VILLAGE, LADDER, NOW)
    entries = []
    for month in range(1, 13):
        due = datetime(2026, month, 25, 18, tzinfo=ZONE)
        for village in range(VILLAGES):
            key = month * 1000 + village
            unit = Unit(10 + village, f"示例{village + 1}村", UnitKind.VILLAGE, 1)
            numbers = {"n": key, "m": key % 97, "k": key % 89}
            answers = {name: text.format(**numbers) for name, text in TEXTS.items()}
            occurrence = Occurrence(key, 1, unit, f"2026-{month:02}", due, due, State.SUBMITTED)
            report = Report(key, key, 1, form.name, answers, 1, due - timedelta(days=1))
            entries.append(Entry(occurrence, report, "王秀兰"))
    periods = tuple(f"2026-{month:02}" for month in range(1, 13))
    return Compilation(duty, periods, in_order(entries), {form.name: form}, "清河镇办公室", NOW)


def problems() -> Ledger:
    """A ledger as wide as a town keeps it, with links to photos."""
    rows = [
        {
            "number": n, "village": f"示例{n % VILLAGES + 1}村", "office": "镇建设办",
            "what": f"{n % 9 + 1}组排水沟堵塞约{n % 50 + 5}米，雨天漫水",
            "found": date(2026, 1, 1) + timedelta(days=n % 360), "due": date(2026, 12, 31),
            "done": f"清淤{n % 50 + 5}米，加盖板{n % 7}块" if n % 3 else None,
            "before": Link("照片2张", f"https://photos.example/{n}/before"),
            "after": Link("照片1张", f"https://photos.example/{n}/after") if n % 3 else None,
            "state": "已销号" if n % 3 else "整改中", "closed": NOW if n % 3 else None, "by": "周敏" if n % 3 else None,
        }
        for n in range(1, PROBLEMS + 1)
    ]  # fmt: skip
    return Ledger("问题台账", "清河镇2026年问题整改台账", COLUMNS, rows)


def report() -> None:
    """Print a line a document."""
    for name, (make, module, call) in CASES.items():
        code = RUN.format(make=make, module=module, call=call)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        took, peak, size = (float(word) for word in done.stdout.split())
        print(f"{name:44s} {took:6.2f} s  {peak:5.0f} MB  {size / 1024:6.0f} KB")


if __name__ == "__main__":
    report()

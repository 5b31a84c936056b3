"""Time and memory of reading a plan document: file 004, then the same text up to five megabytes.

    python -m bench.reading

Every size is read in a process of its own, so that the memory of one does not hide in the other's. Linear cost shows
as an even rate: characters a second must not fall with the size.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
LARGEST = 5 * 1024 * 1024
AIMS = "aims: under 1 s and 150 MB, cost linear to 5 MB"

READ = """
import resource, sys, time
from knowledge import read_file
begun = time.perf_counter()
reading = read_file(sys.argv[1])
took = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(took, peak, len(reading.plans), sum(len(plan.clauses) for plan in reading.plans))
"""


def measure(file: Path) -> tuple[float, float, int, int]:
    """Seconds, megabytes at the peak (the interpreter included), plans and clauses of one file."""
    done = subprocess.run([sys.executable, "-c", READ, str(file)], capture_output=True, text=True, check=True)
    took, peak, plans, clauses = done.stdout.split()
    return float(took), float(peak), int(plans), int(clauses)


def sizes(text: str, folder: Path) -> list[Path]:
    """The text as it is, then numbered copies of it up to the largest size, each a document of its own."""
    files = []
    once = len(text.encode())
    for times in (1, 4, 16, LARGEST // once):
        file = folder / f"{times}.txt"
        file.write_text("\n".join(text.replace("20xx", f"20{copy % 90 + 10}") for copy in range(times)), "utf-8")
        files.append(file)
    return files


def report() -> None:
    """Print a line a size."""
    source = next(iter(sorted((SHARED / "plans").glob("004_*.txt"))), None)
    if source is None:
        print("needs ../shared/plans")
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in sizes(source.read_text("utf-8"), Path(folder)):
            signs = len(file.read_text("utf-8"))
            took, peak, plans, clauses = measure(file)
            rate = signs / took / 1000
            print(
                f"{signs:>9,} characters  {took:6.2f} s  {peak:5.0f} MB  {rate:5.0f} thousand a second  "
                f"{plans} plans, {clauses} clauses"
            )


if __name__ == "__main__":
    report()

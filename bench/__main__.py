"""``make bench``: every figure we claim about speed and memory, each beside something to compare it with."""

from __future__ import annotations

import subprocess
import sys

from bench import delivery, exports, office, reading


def main() -> None:
    """Print everything; takes about three minutes."""
    print("== The whole office beside a bare echo bot")
    office.report()
    print("\n== 1,000 private messages under strict limits (aims: 27/s, no 429, never over 30 in any second)")
    figures = delivery.measure()
    print(
        f"{figures['per_second']:.1f}/s, refused {figures['refused']}, at most {figures['most_in_a_second']} in any"
        f" second, {figures['arrived']} arrived in {figures['seconds']:.1f} s"
    )
    print(f"\n== Reading plan documents ({reading.AIMS})")
    reading.report()
    print(f"\n== Documents ({exports.AIMS})", flush=True)
    exports.report()
    print("\n== A question, beside rapidfuzz and bm25s on the same clauses", flush=True)
    subprocess.run([sys.executable, "-m", "bench.search"], check=False)


if __name__ == "__main__":
    main()

"""`make bench`: measure each size in a process and a home of its own, and print the ratios.

make bench ARGS="--sizes 1000 10000"
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    asked.add_argument("--homes", type=Path, default=ROOT / "var" / "bench", metavar="FOLDER")
    options = asked.parse_args()
    found = {size: _measure(size, options.homes / str(size)) for size in options.sizes}
    _print(found)


def _measure(size: int, home: Path) -> dict[str, float]:
    print(f"\n{size:,} commitments in {home}", flush=True)
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    environment |= {
        "TRACKER_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "WEB_WORKERS": "1",
        "WEB_THREADS": "16",
        "DATABASE_POOL": "16",
    }
    home.mkdir(parents=True, exist_ok=True)
    result = home / "result.json"
    command = [sys.executable, "-m", "bench.measure", str(size), str(result)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    found: dict[str, float] = json.loads(result.read_text(encoding="utf-8"))
    return found


def _print(found: dict[int, dict[str, float]]) -> None:
    sizes = list(found)
    names = dict.fromkeys(name for figures in found.values() for name in figures)
    print("\n| figure | " + " | ".join(f"{size:,}" for size in sizes) + " | largest / smallest |")
    print("|---|" + "---:|" * (len(sizes) + 1))
    for name in names:
        values: list[Any] = [found[size].get(name) for size in sizes]
        first, last = values[0], values[-1]
        ratio = f"{last / first:.2f}" if len(sizes) > 1 and first and last else ""
        cells = " | ".join("" if value is None else f"{value:,.2f}" for value in values)
        print(f"| {name} | {cells} | {ratio} |")


if __name__ == "__main__":
    main()

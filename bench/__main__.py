"""`make bench`: measure each size in a process and a home of its own, and print the figures.

make bench ARGS="--sizes 1000 10000"
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench.targets import Figures, broken, table

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    asked.add_argument("--homes", type=Path, default=ROOT / "var" / "bench", metavar="FOLDER")
    asked.add_argument("--rounds", type=int, default=40, help="how often each page is asked for")
    options = asked.parse_args()
    found = {
        size: _measure(size, options.homes / str(size), options.rounds) for size in options.sizes
    }
    print("\n" + table(found))
    # Speed is for the reader to judge, by the machine; what is wrong is wrong everywhere.
    if wrong := broken(found):
        sys.exit("\n".join(wrong))


def _measure(size: int, home: Path, rounds: int) -> Figures:
    print(f"\n{size:,} commitments in {home}", flush=True)
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")
    }
    environment |= {"TRACKER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    home.mkdir(parents=True, exist_ok=True)
    result = home / "result.json"
    command = [sys.executable, "-m", "bench.measure", str(size), str(rounds), str(result)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    found: Figures = json.loads(result.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()

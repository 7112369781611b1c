"""`python -m bench.reminding RESULT`, run by `bench.reminders` on a copy of the record."""

import json
import logging
import sys
from pathlib import Path

import django

from bench.targets import Figures


def main() -> None:
    django.setup()
    logging.disable(logging.INFO)
    from bench import due, letters
    from bench.going import next_working_day
    from history import clock

    figures: Figures = {}
    day = due.measure_days(next_working_day(clock.real_today()), figures)
    day = next_working_day(day)
    due.measure_many(day, figures)
    letters.measure(day, figures)
    Path(sys.argv[1]).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Letters: one worker and two, beside a bare loop that writes the same to the same server."""

from datetime import date
from typing import Any
from unittest.mock import patch

from django.core.mail import get_connection

from bench.going import in_processes, morning, timed
from bench.targets import Figures
from commitments.reminders import contents
from commitments.reminders.delivery import TOGETHER, send_letters
from commitments.reminders.grouping import write_letters
from commitments.reminders.models import Letter
from commitments.reminders.planning import plan
from commitments.reminders.writing.message import write
from history import clock

LETTERS = 3_000
WORKERS = 2


def measure(day: date, figures: Figures) -> None:
    _send(day, figures)
    _again(day, figures)


def _send(day: date, figures: Figures) -> None:
    """One worker, two workers, and a bare loop that sends the same texts."""
    rows = Letter.objects.filter(state="waiting", person__email__startswith="owner")
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:LETTERS])
    third = len(pks) // 3
    alone, shared = pks[:third], pks[third:]
    told = _told(alone, day)
    bare = len(told) / timed(lambda: _bare(told))
    with clock.stand_at(morning(day)):
        ours = len(alone) / timed(lambda: send_letters(alone))
        took = in_processes(lambda number: send_letters(shared[number::WORKERS]), WORKERS)
    figures["letters a second"] = ours
    figures["letters, bare loop a second"] = bare
    figures["letters / bare loop"] = ours / bare
    figures["letters, two workers a second"] = len(shared) / took
    figures["letters, expected at the server"] = len(pks) + len(told)


def _told(pks: list[int], day: date) -> list[dict[str, Any]]:
    """What is said to whom in these letters: what a program has at hand before it writes them."""
    found: list[dict[str, Any]] = []

    def keep(person: Any, pieces: Any, **more: Any) -> Any:
        found.append({"person": person, "pieces": pieces, **more})

    with clock.stand_at(morning(day)), patch.object(contents, "write", keep):
        for start in range(0, len(pks), TOGETHER):
            letters = Letter.objects.filter(pk__in=pks[start : start + TOGETHER])
            rows = list(letters.select_related("person"))
            desk = contents.Desk(rows)
            for row in rows:
                desk.write(row, row.person)
    return found


def _bare(letters: list[dict[str, Any]]) -> None:
    """What somebody would write by hand: write each letter from its facts, and send it."""
    way = get_connection()
    way.open()
    for number, told in enumerate(letters):
        way.send_messages([write(**{**told, "message_id": f"<bare-{number}@bench>"})])
    way.close()


def _again(day: date, figures: Figures) -> None:
    """The clock calls once more on the same day, for those whose letters left."""
    sent = list(Letter.objects.filter(state="sent").values_list("pk", flat=True))
    with clock.stand_at(morning(day)):
        plan()
        write_letters()
        figures["letters, sent by a second run"] = send_letters(sent)

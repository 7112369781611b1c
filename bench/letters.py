"""Letters: one worker and two, beside a bare loop that sends the same texts to the same server."""

from datetime import date
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from bench.going import in_processes, morning, timed
from bench.targets import Figures
from commitments.reminders.contents import Desk
from commitments.reminders.delivery import send_letters
from commitments.reminders.grouping import write_letters
from commitments.reminders.models import Letter
from commitments.reminders.planning import plan
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
    texts = _texts(alone, day)
    bare = len(texts) / timed(lambda: _bare(texts))
    with clock.stand_at(morning(day)):
        ours = len(alone) / timed(lambda: send_letters(alone))
        took = in_processes(lambda number: send_letters(shared[number::WORKERS]), WORKERS)
    figures["letters a second"] = ours
    figures["letters, bare loop a second"] = bare
    figures["letters / bare loop"] = ours / bare
    figures["letters, two workers a second"] = len(shared) / took
    figures["letters, expected at the server"] = len(pks) + len(texts)


def _texts(pks: list[int], day: date) -> list[Any]:
    """The messages of these letters, as they will be sent."""

    found = []
    with clock.stand_at(morning(day)):
        for start in range(0, len(pks), 50):
            letters = Letter.objects.filter(pk__in=pks[start : start + 50])
            rows = list(letters.select_related("person"))
            desk = Desk(rows)
            found += [desk.write(row, row.person) for row in rows]
    return found


def _bare(texts: list[Any]) -> None:
    """What somebody would write by hand: build each message from its texts, and send it."""

    way = get_connection()
    way.open()
    for number, text in enumerate(texts):
        headers = {**text.extra_headers, "Message-ID": f"<bare-{number}@bench>"}
        message = EmailMultiAlternatives(
            text.subject, text.body, to=text.to, reply_to=text.reply_to, headers=headers
        )
        message.attach_alternative(text.alternatives[0][0], "text/html")
        way.send_messages([message])
    way.close()


def _again(day: date, figures: Figures) -> None:
    """The clock calls once more on the same day, for those whose letters left."""

    sent = list(Letter.objects.filter(state="sent").values_list("pk", flat=True))
    with clock.stand_at(morning(day)):
        plan()
        write_letters()
        figures["letters, sent by a second run"] = send_letters(sent)

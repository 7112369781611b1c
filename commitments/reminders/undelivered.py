"""5.3: whom a letter did not reach is known at once to their focal point and administrators."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from django.db import transaction

from accounts.models import Post, Tenure
from accounts.words import Role
from commitments.reminders.models import Bounce, Letter, Notice
from commitments.reminders.noting import note
from commitments.reminders.people import Directory, Duties, Recipient
from commitments.reminders.rules.numbers import NUMBERS
from commitments.reminders.rules.recipients import DUTIES
from commitments.reminders.rules.words import Rung
from commitments.reminders.situation import Ask
from history import clock


def bounced(message_id: str, answer: str) -> bool:
    """Write down that a letter came back, and tell of it; False when it is none of ours.

    Calling it again, as for a second report about one letter, changes nothing.
    """
    with transaction.atomic():
        letter = Letter.objects.filter(message_id=message_id, state=Letter.State.SENT).first()
        if letter is None:
            return False
        Bounce.objects.get_or_create(
            letter=letter, defaults={"answer": answer[:500], "came_at": clock.now()}
        )
        tell(letter)
        return True


def tell(letter: Letter) -> int:
    """Plan that a letter was refused or came back; returns to how many it is told.

    Call it in the transaction that writes down what became of the letter (S2).
    """
    day = clock.today()
    return note(due([letter.pk]), day)


def due(letter_ids: Collection[int]) -> list[Ask]:
    """To whom it is told of these letters, as long as it is news. Seven queries."""
    today = clock.today()
    letters = list(Letter.objects.filter(pk__in=letter_ids).order_by("pk"))
    # That such news did not arrive is no news: two broken addresses would write for ever.
    other = Notice.objects.filter(letter__in=letters).exclude(rung=Rung.B1).order_by()
    told = set(other.values_list("letter", flat=True))
    since = today - timedelta(days=NUMBERS.undelivered_days)
    lost = [letter for letter in letters if letter.pk in told and letter.day > since]
    if not lost:
        return []
    bodies = _bodies_of({letter.person_id for letter in lost})
    administrators = list(
        Post.objects.open_on(today).filter(role=Role.ADMINISTRATOR).values_list("pk", flat=True)
    )
    directory = Directory.of(
        administrators, {b for found in bodies.values() for b in found}, on=today
    )
    return [
        Ask(recipient, None, None, Rung.B1, letter.day, letter.pk)
        for letter in lost
        for recipient in _told_of(letter, bodies[letter.person_id], administrators, directory)
    ]


def _told_of(
    letter: Letter, bodies: Iterable[int], administrators: Iterable[int], directory: Directory
) -> Iterator[Recipient]:
    """Each person once, and never whom the letter did not reach."""
    first, last = DUTIES[Rung.B1]
    found = [
        recipient
        for body in bodies
        for recipient in directory.recipients(first, Duties(None, None, body))
    ]
    found += [one for post in administrators for one in directory.of_post(post, last)]
    told = {letter.person_id}
    for recipient in found:
        if recipient.person_id not in told:
            told.add(recipient.person_id)
            yield recipient


def _bodies_of(people: Collection[int]) -> dict[int, list[int]]:
    """The organisations in which these people hold a post now."""
    held = Tenure.objects.running().filter(holder__in=people).order_by("post__organisation", "pk")
    found: dict[int, list[int]] = defaultdict(list)
    for person, body in held.values_list("holder_id", "post__organisation"):
        if body not in found[person]:
            found[person].append(body)
    return found

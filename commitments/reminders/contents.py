"""What stands in some letters, decided just before they go (S7), a few queries for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.mail import EmailMultiAlternatives
from django.db.models import Count
from django.utils import translation

from accounts.models import Organisation, User
from accounts.standing import standings_of
from accounts.words import OrganisationCategory
from commitments.models import Milestone, Update
from commitments.permissions import can_see
from commitments.reminders.models import Letter, Notice
from commitments.reminders.noting import key_of
from commitments.reminders.occasions import Occasions
from commitments.reminders.readers import Readers, back_again
from commitments.reminders.rules.topics import comes_on_the_day
from commitments.reminders.rules.words import Because, Rung, Withdrawal
from commitments.reminders.situation import Item, Situation
from commitments.reminders.writing.message import write
from commitments.reminders.writing.occasions import occasion_piece
from commitments.reminders.writing.pieces import Background, piece_of
from commitments.reminders.writing.subjects import Overdue
from commitments.rules.words import CommitmentState
from history import clock


@dataclass
class Contents:
    """The notices of one letter that still hold, and those that hold no more."""

    holding: list[tuple[Notice, Item]] = field(default_factory=list)
    # Those of no item.
    occasions: list[Notice] = field(default_factory=list)
    withdrawn: dict[Withdrawal, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def told(self) -> list[int]:
        """The notices that the letter says."""
        return [notice.pk for notice, _item in self.holding] + [row.pk for row in self.occasions]


class Desk:
    """Writes some letters of a day from what holds now."""

    def __init__(self, letters: Collection[Letter], *, on: date | None = None) -> None:
        self.on = on or clock.today()
        # What a letter says that tries another again stands in that one.
        said_in = {_origin(letter).pk: letter.pk for letter in letters}
        notices = list(
            Notice.objects.filter(letter__in=said_in)
            .select_related("person", "stands_in_for", "milestone", "commitment")
            .order_by("pk")
        )
        self.situation = Situation(
            milestones={row.milestone_id for row in notices if row.milestone_id},
            commitments={
                row.commitment_id for row in notices if row.commitment_id and not row.milestone_id
            },
            on=self.on,
        )
        of_no_item = [row for row in notices if row.commitment_id is None]
        self.occasions = Occasions(of_no_item, on=self.on)
        people = {letter.person_id for letter in letters}
        self._readers, self._back = Readers(people), back_again(people, self.on)
        self._standings = standings_of(people, clock.real_today())
        self.contents = {letter.pk: Contents() for letter in letters}
        for notice in notices:
            # Switched off since the letter was made: it goes back, and is marked when grouped.
            if self._readers.keeps_from_mail(notice, self.on):
                continue
            self._judge(notice, self.contents[said_in[notice.letter_id or 0]])
        for contents in self.contents.values():
            _keep_one_digest(contents)
        promises = {row.commitment_id for row in notices if row.commitment_id}
        self.known = Background(self.on, self._names(), _newest_words(promises))
        self._overdue = self._overdue_of_bodies()

    def write(self, letter: Letter, person: User) -> EmailMultiAlternatives | None:
        """The message of a letter; None when nothing of it holds any more."""
        contents = self.contents[letter.pk]
        self._keep_to_rights(contents, person)
        if not contents.told:
            return None
        with translation.override(person.language):
            pieces = [piece_of(notice, item, self.known) for notice, item in contents.holding]
            pieces += [occasion_piece(row, self.occasions) for row in contents.occasions]
            overdue = None
            if contents.holding:
                overdue = self._overdue.get(contents.holding[0][1].duties.organisation_id or 0)
            return write(
                person,
                pieces,
                message_id=letter.message_id,
                on=self.on,
                overdue=overdue,
                is_weekly=self._is_weekly(contents, person),
                back_from=self._back.get(person.pk),
            )

    def _is_weekly(self, contents: Contents, person: User) -> bool:
        """Whether it is the letter of the week: it holds what waited for it (L5)."""
        return self._readers.is_weekly(person.pk) and not all(
            comes_on_the_day(notice.rung, notice.because) for notice, _item in contents.holding
        )

    def _judge(self, notice: Notice, contents: Contents) -> None:
        if notice.commitment_id is None:
            if reason := self.occasions.why_not(notice, key_of(notice)):
                contents.withdrawn[reason].append(notice.pk)
            else:
                contents.occasions.append(notice)
            return
        item = self.situation.item(notice.milestone_id, notice.commitment_id)
        if item is None:
            contents.withdrawn[Withdrawal.NOT_DUE].append(notice.pk)
        elif key_of(notice) in {ask.key for ask in item.asks}:
            contents.holding.append((notice, item))
        else:
            reason = item.why_not(notice.rung, notice.counts_from, notice.cause)
            contents.withdrawn[reason].append(notice.pk)

    def _keep_to_rights(self, contents: Contents, person: User) -> None:
        """A1: nothing is told to whom the page itself would not be shown."""
        if person.is_active:
            # Read with all the rest, not once for each person.
            vars(person).setdefault("standing", self._standings[person.pk])
        asked = {item.commitment.pk: item.commitment for _notice, item in contents.holding}
        seen = {pk for pk, commitment in asked.items() if can_see(person, commitment)}
        for notice, _item in contents.holding:
            if notice.commitment_id not in seen:
                contents.withdrawn[Withdrawal.NOT_THEIRS].append(notice.pk)
        contents.holding = [row for row in contents.holding if row[0].commitment_id in seen]

    def _items(self) -> Iterable[tuple[Notice, Item]]:
        return (row for contents in self.contents.values() for row in contents.holding)

    def _names(self) -> dict[int, str]:
        """Of those whom the next rungs bring in."""
        people: set[int] = set()
        for notice, item in self._items():
            strand = item.strand_of(Rung.O1 if notice.rung == Rung.A1 else notice.rung)
            following = strand.ladder.next(on=self.on) if strand else None
            if strand and following:
                people.update(item.told_first(strand, following[1]))
        return dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}

    def _overdue_of_bodies(self) -> dict[int, Overdue]:
        """How much is overdue in the bodies whose focal points are written to."""
        bodies = {
            item.duties.organisation_id or 0
            for notice, item in self._items()
            if notice.because == Because.FOCAL_POINT
        }
        if not bodies:
            return {}
        late = Milestone.objects.overdue(on=self.on).filter(
            commitment__state=CommitmentState.ACTIVE,
            commitment__accountable_post__organisation__in=bodies,
        )
        counted = late.order_by().values_list("commitment__accountable_post__organisation")
        totals = dict(counted.annotate(n=Count("pk")))
        kinds = Organisation.objects.filter(pk__in=bodies).values_list("pk", "category")
        return {
            pk: Overdue(totals.get(pk, 0), kind == OrganisationCategory.MINISTRY)
            for pk, kind in kinds
        }


def _origin(letter: Letter) -> Letter:
    while letter.again_of:
        letter = letter.again_of
    return letter


def _keep_one_digest(contents: Contents) -> None:
    """The digest of a week says what the line of a day does."""
    if any(row.rung == Rung.D2 for row in contents.occasions):
        lines = [row for row in contents.occasions if row.rung == Rung.D1]
        contents.withdrawn[Withdrawal.OVERTAKEN] += [row.pk for row in lines]
        contents.occasions = [row for row in contents.occasions if row.rung != Rung.D1]


def _newest_words(commitments: Collection[int]) -> dict[int, Update]:
    newest = (
        Update.objects.filter(commitment__in=commitments)
        .order_by("commitment_id", "-pk")
        .distinct("commitment_id")
        .select_related("published_by")
    )
    return {update.commitment_id: update for update in newest}

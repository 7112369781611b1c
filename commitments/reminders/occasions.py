"""What stands in letters and is of no item, judged anew before they go (S7)."""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from accounts.models import Post, Tenure
from commitments.reminders import digests, handing_over, rounds, undelivered
from commitments.reminders.models import Letter, Notice
from commitments.reminders.rules.words import DIGESTS, ROUNDS, Rung, Withdrawal
from commitments.reminders.situation import Ask, Key
from commitments.reminders.tally import Tally


class Occasions:
    """The notices of some letters that name no item. A few queries, whatever their number."""

    def __init__(self, notices: Collection[Notice], *, on: date) -> None:
        self.tally = Tally(on)
        self._due: list[Ask] = []
        if any(row.rung in DIGESTS for row in notices):
            self._due += digests.due(self.tally)
        heads = {row.cause for row in notices if row.rung == Rung.D3}
        self.heads = Post.objects.select_related("organisation").in_bulk(heads) if heads else {}
        begun = {row.cause for row in notices if row.rung == Rung.H1}
        self.tenures = Tenure.objects.select_related("post").in_bulk(begun) if begun else {}
        if self.tenures:
            self._due += handing_over.due({row.post_id for row in self.tenures.values()}, on=on)
        asked = {row.cause for row in notices if row.rung in ROUNDS}
        self.rounds = {told.ask.key: told for told in rounds.due(asked, on=on)} if asked else {}
        self._due += [told.ask for told in self.rounds.values()]
        lost = {row.cause for row in notices if row.rung == Rung.B1}
        self.letters = (
            Letter.objects.select_related("person", "bounce").in_bulk(lost) if lost else {}
        )
        if self.letters:
            self._due += undelivered.due(lost)

    @cached_property
    def _keys(self) -> set[Key]:
        return {ask.key for ask in self._due}

    def why_not(self, notice: Notice, key: Key) -> Withdrawal | None:
        """Why a notice does not hold any more; None where it does."""
        if key in self._keys:
            return None
        of_rung = [one for one in self._keys if one[3] == notice.rung]
        if any(one[0] == notice.person_id for one in of_rung) and notice.rung in DIGESTS:
            return Withdrawal.OVERTAKEN
        same = (notice.counts_from, notice.cause)
        still = any((one[4], one[5]) == same for one in of_rung)
        return Withdrawal.NOT_THEIRS if still else Withdrawal.NOT_DUE

"""What the form of an update stands on (screen 7), and what to do after it was published."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import User
from commitments.calendars import lazy_calendar
from commitments.models import Commitment, Milestone, Update
from commitments.rules import freshness, labels, timing
from commitments.rules.dates import in_text, near
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import OPEN_STATES, Confidence, MilestoneState, label_of
from commitments.selectors.changes import Changed, what_changed
from commitments.selectors.mail_drafts import Mailed, mailed_by
from commitments.selectors.unchanged import unchanged_refused
from history import clock

CHECKED_WITHIN_DAYS = 90
SUGGESTIONS = 2


@dataclass(frozen=True)
class LogPage:
    """The last words, and the milestones in the order in which they are asked about."""

    commitment: Commitment
    last: Update | None
    by_you: bool
    # Why "Nothing has changed" cannot be said, or empty.
    unchanged_refused: str
    milestones: list[Milestone]
    # How many of them stand in the table at once; the others are folded.
    checked: int
    timings: Mapping[int, labels.Timing]
    # What the person wrote by mail and has not published.
    mailed: Mailed | None = None

    @property
    def happened_label(self) -> str:
        if self.last is None:
            return _("What has started?")
        day = near(self.last.published_on, on=clock.today())
        return _("What has happened since %(day)s?") % {"day": day}

    @property
    def confidence_hint(self) -> str:
        if self.last is None or not self.last.confidence:
            return ""
        level = label_of(Confidence, self.last.confidence)
        return _("Last answer: %(level)s.") % {"level": level}


def log_page(
    commitment: Commitment,
    user: User,
    *,
    first: Milestone | None = None,
    named: Collection[int] = (),
) -> LogPage:
    """What the form asks about. Four queries, whatever the history.

    `named` are milestones that a form was sent with: they are asked about again also when they
    are not open any more, so that no word about them is lost.
    """
    today = clock.today()
    last = commitment.updates.select_related("published_by").first()
    asked = Q(state__in=OPEN_STATES) | Q(pk__in=named)
    rows = list(commitment.milestones.filter(asked).order_by("number"))
    facts = {row.pk: MilestoneFacts.of(row) for row in rows}
    now = [row for row in rows if _is_checked(row, facts[row.pk], today)]
    later = [row for row in rows if row not in now]
    if first is not None:
        now = [row for row in rows if row.pk == first.pk] + [r for r in now if r.pk != first.pk]
        later = [row for row in later if row.pk != first.pk]
    calendar = lazy_calendar()
    return LogPage(
        commitment=commitment,
        last=last,
        by_you=last is not None and last.published_by_id == user.pk,
        unchanged_refused=unchanged_refused(commitment),
        milestones=now + later,
        checked=len(now),
        mailed=mailed_by(user, commitment),
        timings={
            row.pk: labels.timing_label(facts[row.pk], on=today, calendar=calendar) for row in rows
        },
    )


def named_in(data: Mapping[str, Any]) -> list[int]:
    """The milestones that a form was sent with, by its fields."""
    found = (re.fullmatch(r"word_(\d{1,18})", name) for name in data)
    return [int(match[1]) for match in found if match]


def _is_checked(row: Milestone, facts: MilestoneFacts, today: date) -> bool:
    """Overdue, due in 90 days, in progress, or returned."""
    if row.state in (MilestoneState.IN_PROGRESS, MilestoneState.RETURNED):
        return True
    return timing.is_overdue(facts, on=today) or timing.is_due_soon(
        facts, on=today, within=CHECKED_WITHIN_DAYS
    )


@dataclass(frozen=True)
class Suggestion:
    """What to do next, with the page where it is done."""

    words: str
    button: str
    url_name: str
    code: str


def suggestions_after(update: Update) -> list[Suggestion]:
    """Up to two things that the update itself asks for. One query."""
    found = []
    changes = update.changes.select_related("milestone").order_by("milestone__number")
    for change in changes:
        milestone = change.milestone
        facts = MilestoneFacts.of(milestone)
        if change.ready and facts.is_open:
            words = _("%(code)s is marked ready. Submit it for review.")
            found.append(_suggest(words, _("Submit for review"), "milestone-submit", milestone))
        elif facts.is_open and _is_after(milestone.expected_on, milestone.deadline):
            words = _("%(code)s: the expected date is after the deadline. Ask for a new date.")
            found.append(_suggest(words, _("Ask for a new date"), "milestone-date", milestone))
    return found[:SUGGESTIONS]


def next_update_in_words(commitment: Commitment) -> str:
    """ "Next update is due 14 September 2026." """
    if commitment.last_update_on is None:
        return ""
    due = freshness.next_update_by(commitment.last_update_on, commitment.update_interval)
    return _("Next update is due %(day)s.") % {"day": in_text(due)}


def _suggest(words: str, button: str, url_name: str, milestone: Milestone) -> Suggestion:
    return Suggestion(words % {"code": milestone.code}, button, url_name, milestone.code)


def _is_after(day: date | None, deadline: date | None) -> bool:
    return day is not None and deadline is not None and day > deadline


@dataclass(frozen=True)
class Clash:
    """What somebody else stored while the form was open: both versions, field by field."""

    changed: Changed
    rows: list[dict[str, Any]]


def clash(
    page: LogPage, data: Mapping[str, Any], *, since: int | None, texts: Mapping[str, Any]
) -> Clash:
    """The words and dates that both wrote: `data` as it was sent, `texts` with their labels."""
    commitment = page.commitment
    newest = newest_since(commitment, since)
    rows = []
    for name, label in texts.items():
        yours, stored = data.get(name, ""), getattr(newest, name, "") if newest else ""
        if yours and stored and yours != stored:
            rows.append(_row(name, label, _shown(name, yours), _shown(name, stored)))
    for milestone in page.milestones:
        row = _date_row(milestone, data)
        if row:
            rows.append(row)
    return Clash(what_changed(commitment, since=since), rows)


def newest_since(commitment: Commitment, since: int | None) -> Update | None:
    """The newest update, if it was published after that version of the commitment was stored."""
    row: Any = commitment
    read = row.versions.filter(version=since).order_by("pgh_id").last()
    newest = commitment.updates.select_related("published_by").first()
    if read is None or newest is None or newest.published_at < read.pgh_created_at:
        return None
    return newest


def _date_row(milestone: Milestone, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Both changed the expected date of a milestone, and not to the same day."""
    name = f"expected_{milestone.pk}"
    yours, read = data.get(name, ""), data.get(f"initial-{name}", "")
    stored = milestone.expected_on.isoformat() if milestone.expected_on else ""
    if yours == read or stored in (read, yours):
        return None
    label = _("Expected date of %(code)s") % {"code": milestone.code}
    return _row(name, label, _day_in_words(yours), _day_in_words(stored))


def _row(name: str, label: Any, yours: str, stored: str) -> dict[str, Any]:
    words = {"label": label, "yours": yours, "stored": stored}
    return {"field": name, "name": f"keep_{name}", **words}


def _day_in_words(written: str) -> str:
    day = parse_date(written) if written else None
    return in_text(day) if day else written


def _shown(name: str, value: str) -> str:
    return str(label_of(Confidence, value)) if name == "confidence" else value


def merged(page: LogPage, data: Any) -> Any:
    """What was sent, with the words that the person chose of the two versions.

    An expected date that both changed and nobody chose stays as it is stored.
    """
    kept = {name: _choice(name, data) for name in data.getlist("choose")}
    if not kept:
        return data
    data = data.copy()
    newest = page.last
    for name, choice in kept.items():
        if choice == "stored" and newest is not None and not name.startswith("expected_"):
            data[name] = getattr(newest, name, data.get(name, ""))
    for milestone in page.milestones:
        name = f"expected_{milestone.pk}"
        if kept.get(name) == "stored":
            stored = milestone.expected_on.isoformat() if milestone.expected_on else ""
            data[name] = data[f"initial-{name}"] = stored
        elif kept.get(name) == "yours":
            data[f"initial-{name}"] = (
                milestone.expected_on.isoformat() if milestone.expected_on else ""
            )
    return data


def _choice(name: str, data: Any) -> str:
    unchosen = "stored" if name.startswith("expected_") else "yours"
    return str(data.get(f"keep_{name}", unchosen))

"""Delivery confidence: the lowest of owner, coordinator and checks (PRODUCT.md 4.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import silence
from commitments.rules.limits import Finding, checks
from commitments.rules.reasons import Voice, ratings_line, reason
from commitments.rules.words import CommitmentState, Confidence, Direction, Freshness

RATING_LIFE_DAYS = 90
DIRECTION_DAYS = 30

# Worst first: 1 Off track, 2 At risk, 3 On track.
RANK = {Confidence.OFF_TRACK: 1, Confidence.AT_RISK: 2, Confidence.ON_TRACK: 3}


@dataclass(frozen=True)
class ConfidenceFacts:
    """One commitment as the rules of confidence see it. An empty rating is none."""

    state: str
    milestones: tuple[MilestoneFacts, ...] = ()
    owner_rating: str | None = None
    owner_rated_on: date | None = None
    coordinator_rating: str | None = None
    coordinator_rated_on: date | None = None
    last_update_on: date | None = None
    agreed_on: date | None = None
    update_interval: int = 90
    time_tolerance: int = 30
    measures_well_behind: int = 0
    open_escalations: int = 0


@dataclass(frozen=True)
class Assessment:
    """The headline and what it rests on. None is Not rated, no rating that counts, no limit."""

    headline: Confidence | None
    human: Confidence | None
    limit: Confidence | None
    owner: Confidence | None
    coordinator: Confidence | None
    # What owner and coordinator said, and the day it is told.
    voices: tuple[Voice | None, Voice | None]
    on: date
    # H1: the headline rests on an owner's rating without a current update (K4).
    is_old: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def reason(self) -> str:
        """H6, always shown beside the headline. Lists that show none do not pay for it."""
        limiting = tuple(finding for finding in self.findings if finding.level == self.limit)
        return reason(self.headline, self.human, limiting, *self.voices, on=self.on)

    @property
    def ratings(self) -> str:
        """ "Owner: On track, 12 June. Coordinator: none." """
        return ratings_line(*self.voices, on=self.on)

    @property
    def ratings_differ(self) -> bool:
        """H7: both rate, and not the same."""
        return None not in (self.owner, self.coordinator) and self.owner != self.coordinator


def assess(facts: ConfidenceFacts, *, on: date) -> Assessment | None:
    """H5: the headline on a day, with its reason. None unless active: nothing to show (H9)."""
    if facts.state != CommitmentState.ACTIVE:
        return None
    owner, coordinator = _owner(facts, on), _coordinator(facts, on)
    human = lowest([_level(owner), _level(coordinator)])
    findings = checks(
        facts.milestones,
        tolerance=facts.time_tolerance,
        on=on,
        measures_well_behind=facts.measures_well_behind,
        open_escalations=facts.open_escalations,
    )
    limit = lowest(finding.level for finding in findings)
    headline = lowest([human, limit])
    return Assessment(
        headline=headline,
        human=human,
        limit=limit,
        owner=_level(owner),
        coordinator=_level(coordinator),
        voices=(owner, coordinator),
        on=on,
        is_old=_is_old(headline, owner, but_for=[_level(coordinator), limit]),
        findings=findings,
    )


def rating_counts(rated_on: date | None, *, on: date) -> bool:
    """H2: whether a coordinator's rating still counts, at most 90 days after it was given."""
    return rated_on is not None and (on - rated_on).days <= RATING_LIFE_DAYS


def lowest(levels: Iterable[Confidence | None]) -> Confidence | None:
    """The worst of the levels there are; None when there is none."""
    return min((level for level in levels if level), key=RANK.__getitem__, default=None)


def direction(now: Confidence | None, then: Confidence | None) -> Direction | None:
    """H8: the headline now against that of `DIRECTION_DAYS` ago; None if either is Not rated."""
    if now is None or then is None:
        return None
    if now == then:
        return Direction.SAME
    return Direction.BETTER if RANK[now] > RANK[then] else Direction.WORSE


def _owner(facts: ConfidenceFacts, on: date) -> Voice | None:
    """H1: without a current update On track counts no longer; worse words stay, with their age."""
    if not facts.owner_rating:
        return None
    level = Confidence(facts.owner_rating)
    silent = silence(
        last_update_on=facts.last_update_on,
        agreed_on=facts.agreed_on,
        interval=facts.update_interval,
        on=on,
    )
    unheard = silent is not None and silent.word == Freshness.NO_UPDATE
    good = level == Confidence.ON_TRACK
    rated_on = facts.owner_rated_on or facts.last_update_on
    return Voice(level, rated_on, counts=not (unheard and good), is_old=unheard)


def _coordinator(facts: ConfidenceFacts, on: date) -> Voice | None:
    """H2: a coordinator's rating counts for 90 days."""
    if not facts.coordinator_rating or facts.coordinator_rated_on is None:
        return None
    counts = rating_counts(facts.coordinator_rated_on, on=on)
    level = Confidence(facts.coordinator_rating)
    return Voice(level, facts.coordinator_rated_on, counts=counts, is_old=not counts)


def _is_old(
    headline: Confidence | None, owner: Voice | None, but_for: list[Confidence | None]
) -> bool:
    """Whether nothing but an owner's old rating holds the headline where it is."""
    if headline is None or owner is None or not owner.is_old:
        return False
    return _level(owner) == headline and headline not in but_for


def _level(voice: Voice | None) -> Confidence | None:
    return voice.level if voice and voice.counts else None

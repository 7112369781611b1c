"""H1 to H9, by the worked examples K1 to K9 on 16 June 2026."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.confidence import RANK, ConfidenceFacts, assess, direction, lowest
from commitments.rules.words import CommitmentState, Confidence
from tests.commitments.rules.clock import TODAY, days, milestone, milestones

CALM = (milestone(),)


def active(**facts):
    """An active commitment with a fresh update and one milestone that is far away."""
    facts.setdefault("milestones", CALM)
    facts.setdefault("last_update_on", facts.get("owner_rated_on"))
    return ConfidenceFacts(state="active", agreed_on=date(2026, 5, 1), **facts)


K1 = active(
    owner_rating="on_track",
    owner_rated_on=date(2026, 6, 12),
    milestones=(milestone(deadline=date(2026, 5, 29)),),
)
K2 = active(
    owner_rating="at_risk",
    owner_rated_on=date(2026, 6, 1),
    coordinator_rating="off_track",
    coordinator_rated_on=date(2026, 3, 20),
)
K3 = active(owner_rating="on_track", owner_rated_on=date(2026, 3, 3))
K4 = active(owner_rating="off_track", owner_rated_on=date(2026, 3, 3))
K5 = active(
    owner_rating="on_track",
    owner_rated_on=date(2026, 6, 10),
    coordinator_rating="on_track",
    coordinator_rated_on=date(2026, 6, 10),
    milestones=(milestone(deadline=date(2026, 5, 16), is_key=True),),
)
K6 = replace(K5, milestones=(milestone(deadline=date(2026, 5, 17), is_key=True),))
K7 = active(
    owner_rating="on_track",
    owner_rated_on=date(2026, 6, 10),
    coordinator_rating="at_risk",
    coordinator_rated_on=date(2026, 6, 6),
)
K8 = active()
K9 = replace(K1, state="completed")


@pytest.mark.parametrize(
    ("facts", "owner", "coordinator", "limit", "headline"),
    [
        pytest.param(K1, "on_track", None, "at_risk", "at_risk", id="K1"),
        pytest.param(K2, "at_risk", "off_track", None, "off_track", id="K2"),
        pytest.param(K3, None, None, None, None, id="K3"),
        pytest.param(K4, "off_track", None, None, "off_track", id="K4"),
        pytest.param(K5, "on_track", "on_track", "off_track", "off_track", id="K5"),
        pytest.param(K6, "on_track", "on_track", "at_risk", "at_risk", id="K6"),
        pytest.param(K7, "on_track", "at_risk", None, "at_risk", id="K7"),
        pytest.param(K8, None, None, None, None, id="K8"),
    ],
)
def test_T_H5_K_rows(facts, owner, coordinator, limit, headline):
    result = assess(facts, on=TODAY)

    assert (result.owner, result.coordinator, result.limit, result.headline) == (
        owner,
        coordinator,
        limit,
        headline,
    )


def test_T_H5_K9_completed_shows_no_confidence():
    assert assess(K9, on=TODAY) is None


@pytest.mark.parametrize(
    ("on", "coordinator", "headline"),
    [
        (date(2026, 6, 18), "off_track", "off_track"),
        (date(2026, 6, 19), None, "at_risk"),
    ],
)
def test_T_H5_K2_coordinator_rating_lapses_on_day_91(on, coordinator, headline):
    result = assess(K2, on=on)

    assert (result.coordinator, result.headline) == (coordinator, headline)


@pytest.mark.parametrize("state", [s for s in CommitmentState if s != CommitmentState.ACTIVE])
def test_H9_only_active_commitments_show_confidence(state):
    assert assess(replace(K1, state=state), on=TODAY) is None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        pytest.param(
            K1,
            "At risk, limited by a check: 1 milestone is overdue (18 days)."
            " Owner says On track (12 June).",
            id="K1",
        ),
        pytest.param(
            K2,
            "Off track, the lower rating. Owner says At risk (1 June)."
            " Coordinator says Off track (20 March).",
            id="K2",
        ),
        pytest.param(
            K3,
            "Not rated: nobody has given a current rating."
            " Owner said On track (3 March, 105 days ago).",
            id="K3",
        ),
        pytest.param(
            K4,
            "Off track, as the owner rates it. Owner says Off track (3 March, 105 days ago).",
            id="K4",
        ),
        pytest.param(
            K5,
            "Off track, limited by a check: 1 key milestone is overdue by more than 30 days"
            " (31 days). Owner says On track (10 June). Coordinator says On track (10 June).",
            id="K5",
        ),
        pytest.param(
            K7,
            "At risk, the lower rating. Owner says On track (10 June)."
            " Coordinator says At risk (6 June).",
            id="K7",
        ),
        pytest.param(K8, "Not rated: nobody has given a current rating.", id="K8"),
        pytest.param(
            replace(K7, coordinator_rating="on_track"),
            "On track, as both rate it. Owner says On track (10 June)."
            " Coordinator says On track (6 June).",
            id="both",
        ),
        pytest.param(
            replace(K7, owner_rating=""),
            "At risk, as the coordinator rates it. Coordinator says At risk (6 June).",
            id="coordinator only",
        ),
        pytest.param(
            replace(K1, owner_rating=""),
            "At risk, limited by a check: 1 milestone is overdue (18 days)."
            " Nobody has given a current rating.",
            id="check only",
        ),
        pytest.param(
            replace(K1, owner_rating="at_risk"),
            "At risk, as the owner rates it. Owner says At risk (12 June)."
            " A check agrees: 1 milestone is overdue (18 days).",
            id="check agrees",
        ),
        pytest.param(
            replace(K1, owner_rating="off_track"),
            "Off track, as the owner rates it. Owner says Off track (12 June)."
            " A check also found: 1 milestone is overdue (18 days).",
            id="check is milder",
        ),
        pytest.param(
            active(measures_well_behind=2, open_escalations=1),
            "At risk, limited by checks: 2 measures are well behind; 1 escalation is open."
            " Nobody has given a current rating.",
            id="two checks",
        ),
        pytest.param(
            replace(K8, coordinator_rating="on_track", coordinator_rated_on=date(2026, 3, 1)),
            "Not rated: nobody has given a current rating."
            " Coordinator said On track (1 March, 107 days ago).",
            id="coordinator lapsed",
        ),
        pytest.param(
            active(owner_rating="on_track"),
            "On track, as the owner rates it. Owner says On track.",
            id="imported rating without a day",
        ),
    ],
)
def test_H6_reason_is_one_text(facts, sentence):
    assert assess(facts, on=TODAY).reason == sentence


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (K1, "Owner: On track, 12 June. Coordinator: none."),
        (K2, "Owner: At risk, 1 June. Coordinator: Off track, 20 March."),
        (K3, "Owner: none. Coordinator: none."),
        (active(owner_rating="at_risk"), "Owner: At risk. Coordinator: none."),
    ],
)
def test_ratings_line_tells_what_counts(facts, line):
    assert assess(facts, on=TODAY).ratings == line


@pytest.mark.parametrize(
    ("facts", "is_old"),
    [
        (K1, False),
        (K3, False),
        (K4, True),
        (replace(K4, coordinator_rating="off_track", coordinator_rated_on=TODAY), False),
        (replace(K4, owner_rating="at_risk", open_escalations=1), False),
    ],
)
def test_H1_headline_is_old_when_only_an_old_word_holds_it(facts, is_old):
    assert assess(facts, on=TODAY).is_old is is_old


@pytest.mark.parametrize(
    ("facts", "differ"),
    [
        (K1, False),
        (K2, True),
        (K5, False),
        (K7, True),
        (replace(K7, coordinator_rated_on=date(2026, 1, 1)), False),
    ],
)
def test_H7_ratings_differ_when_both_count_and_are_not_equal(facts, differ):
    assert assess(facts, on=TODAY).ratings_differ is differ


@pytest.mark.parametrize(
    ("now", "then", "answer"),
    [
        ("on_track", "at_risk", "better"),
        ("at_risk", "off_track", "better"),
        ("at_risk", "at_risk", "same"),
        ("off_track", "on_track", "worse"),
        (None, "on_track", None),
        ("on_track", None, None),
        (None, None, None),
    ],
)
def test_H8_direction(now, then, answer):
    now, then = (Confidence(word) if word else None for word in (now, then))

    assert direction(now, then) == answer


ratings = st.none() | st.sampled_from(Confidence.values)
commitments = st.builds(
    ConfidenceFacts,
    state=st.just("active"),
    milestones=st.lists(milestones, max_size=6).map(tuple),
    owner_rating=ratings,
    owner_rated_on=days,
    coordinator_rating=ratings,
    coordinator_rated_on=days,
    last_update_on=st.none() | days,
    agreed_on=days,
    update_interval=st.sampled_from([30, 60, 90]),
    time_tolerance=st.integers(0, 60),
    measures_well_behind=st.integers(0, 2),
    open_escalations=st.integers(0, 2),
)


@given(commitments, days)
def test_H5_headline_is_never_better_than_limit_owner_or_coordinator(facts, on):
    result = assess(facts, on=on)

    for level in (result.limit, result.owner, result.coordinator):
        assert level is None or RANK[result.headline] <= RANK[level]


@given(commitments, days)
def test_H5_headline_is_always_one_of_what_it_rests_on(facts, on):
    result = assess(facts, on=on)

    assert result.headline in (result.limit, result.owner, result.coordinator)
    assert result.human == lowest([result.owner, result.coordinator])
    assert result.reason.startswith(str(result.headline.label) if result.headline else "Not rated")


@given(commitments, days, st.integers(0, 60))
def test_H1_H2_silence_never_makes_an_owner_on_track(facts, on, wait):
    now = assess(facts, on=max(on, facts.owner_rated_on))
    later = assess(facts, on=max(on, facts.owner_rated_on) + timedelta(days=wait))

    assert later.owner in (now.owner, None) or now.owner is None

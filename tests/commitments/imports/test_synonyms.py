import pytest

from commitments.imports.synonyms import read_status
from commitments.rules.words import CommitmentState, Confidence, MilestoneState


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Not started", "planned"),
        ("yet to start", "planned"),
        ("NS", "planned"),
        ("Pending", "planned"),
        ("À venir", "planned"),
        ("non commencé", "planned"),
        ("Planning", "planned"),
        ("In progress", "in_progress"),
        ("en_cours", "in_progress"),
        ("Under implementation", "in_progress"),
        ("En marxa", "in_progress"),
        ("Complete", "achieved"),
        ("C", "achieved"),
        ("Fulfilled", "achieved"),
        ("Réalisé", "achieved"),
        ("Finalitzat", "achieved"),
        ("On hold", "paused"),
        ("en pause", "paused"),
        ("Blocked", "paused"),
        ("Dropped", "closed"),
        ("abandonné", "closed"),
    ],
)
def test_read_status_knows_the_words_of_other_trackers(word, state):
    status = read_status(word)

    assert status.milestone == state
    assert not status.is_ambiguous


@pytest.mark.parametrize("word", ["Limited", "LP", "Substantial", "SP", "Iniciat"])
def test_read_status_flags_words_that_say_less_than_a_state(word):
    status = read_status(word)

    assert (status.milestone, status.is_ambiguous) == (MilestoneState.IN_PROGRESS, True)


@pytest.mark.parametrize(
    ("word", "confidence"),
    [
        ("Late", Confidence.OFF_TRACK),
        ("en retard", Confidence.OFF_TRACK),
        ("red", Confidence.OFF_TRACK),
        ("Risk of delay", Confidence.AT_RISK),
        ("amber", Confidence.AT_RISK),
    ],
)
def test_read_status_tells_a_judgement_from_a_state(word, confidence):
    assert read_status(word).confidence == confidence


def test_read_status_never_guesses():
    unknown = read_status("not shown in stored copy")

    assert unknown.is_unknown
    assert unknown.milestone is None
    assert not read_status("").is_unknown


def test_every_state_of_ours_is_known_by_its_own_label():
    for state in MilestoneState:
        assert read_status(str(state.label)).milestone is not None
    for state in CommitmentState:
        assert read_status(str(state.label)).commitment is not None

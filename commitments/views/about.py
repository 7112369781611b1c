"""Pages that explain the service, for anybody: words, help, accessibility, privacy."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.words import GovernanceLevel
from commitments.rules.definitions import CONFIDENCE_DEFINITIONS
from commitments.rules.words import CommitmentState, Freshness, MilestoneState


def confidence_words() -> list[tuple[str, str]]:
    """The levels of delivery confidence with the definitions shown to people who rate (4.8)."""
    return [
        *CONFIDENCE_DEFINITIONS.items(),
        ("not_rated", _("Nobody has given a current rating.")),
    ]


def milestone_words() -> list[tuple[str, str]]:
    """The eight states of a milestone in plain words (4.2)."""
    return [
        (MilestoneState.DRAFT.value, _("Being written; not yet a promise.")),
        (MilestoneState.PLANNED.value, _("Agreed, not started.")),
        (MilestoneState.IN_PROGRESS.value, _("Work has started.")),
        (MilestoneState.SUBMITTED.value, _("The owner says it is achieved; it waits for review.")),
        (MilestoneState.RETURNED.value, _("The reviewer asked for changes.")),
        (MilestoneState.ACHIEVED.value, _("The reviewer accepted that the test is met.")),
        (MilestoneState.PAUSED.value, _("Formally on hold, with a date to look again.")),
        (MilestoneState.CLOSED.value, _("Will not be achieved as written.")),
    ]


def commitment_words() -> list[tuple[str, str]]:
    """The states of a commitment (4.4)."""
    return [
        (CommitmentState.DRAFT.value, _("Being written.")),
        (CommitmentState.PROPOSED.value, _("Sent to the coordinator, who agrees or returns it.")),
        (CommitmentState.ACTIVE.value, _("Agreed and being worked on.")),
        (CommitmentState.COMPLETED.value, _("All milestones are achieved or closed.")),
        (CommitmentState.CLOSED_EARLY.value, _("Ended before its time, with a reason.")),
        (CommitmentState.PAUSED.value, _("Formally on hold, with a date to look again.")),
    ]


def freshness_words() -> list[tuple[str, str]]:
    """How current the last update is (4.6)."""
    return [
        (Freshness.UP_TO_DATE.value, _("An update was published within the update interval.")),
        (Freshness.UPDATE_DUE.value, _("The interval is over, by at most 14 days.")),
        (Freshness.NO_UPDATE.value, _("Nothing was published for longer than that.")),
    ]


@login_not_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the words mean, with the shapes they come with."""
    context = {
        "confidence": confidence_words(),
        "milestones": milestone_words(),
        "commitments": commitment_words(),
        "freshness": freshness_words(),
        "levels": GovernanceLevel.choices,
    }
    return render(request, "about/words.html", context)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to ask."""
    return render(request, "about/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "about/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is kept, why, and for how long."""
    return render(request, "about/privacy.html")

"""Log progress (screen 7): the form, what it keeps, what it refuses, what comes after."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Evidence, Milestone, Update
from commitments.rules.dates import in_text
from commitments.rules.words import MilestoneState
from commitments.services.progress import log_progress
from commitments.services.ratings import rate_commitment
from tests.commitments.pages import errors_of, hidden, words_of
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    UpdateFactory,
    holder_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def address(commitment: Commitment) -> str:
    return f"/c/{commitment.code}/log"


def filled(answer: Any, **changes: Any) -> dict[str, Any]:
    """The form as a browser would send it, with the least that it asks for."""
    form = answer.context["form"]
    sent = {name: value for name, value in hidden(answer).items() if not name.startswith("deed")}
    sent |= {name: "" for name in form.fields if name not in sent and name != "file"}
    for milestone in form.milestones:
        day = milestone.expected_on.isoformat() if milestone.expected_on else ""
        sent[f"expected_{milestone.pk}"] = sent[f"initial-expected_{milestone.pk}"] = day
    sent |= {"confidence": "on_track", "happened": "The lease is signed.", "visibility": "internal"}
    return sent | changes


def test_first_update_says_so(signed_in: Client, commitment: Commitment) -> None:
    words = words_of(signed_in.get(address(commitment)))

    assert "This is the first update. Say what has started." in words
    assert "What has started?" in words
    assert "Nothing has changed" not in words


def test_context_line_tells_the_last_words(signed_in: Client, commitment: Commitment) -> None:
    UpdateFactory(
        commitment=commitment, published_on=today(-13), next_step="Sign the lease by Friday."
    )
    day = today(-13)

    words = words_of(signed_in.get(address(commitment)))

    assert f"Last update {day.day} {day:%B} by you: On track" in words
    assert "You said next: Sign the lease by Friday." in words
    assert f"What has happened since {day.day} {day:%B}?" in words
    assert "Last answer: On track." in words


def test_nothing_is_preselected(signed_in: Client, commitment: Commitment) -> None:
    UpdateFactory(commitment=commitment)
    page = signed_in.get(address(commitment)).content.decode()

    radios = [part for part in page.split("<input") if 'name="confidence"' in part]

    assert len(radios) == 3
    assert not [radio for radio in radios if "checked" in radio.split(">")[0]]


def test_milestones_to_check_are_those_that_matter_now(
    signed_in: Client, commitment: Commitment
) -> None:
    late = MilestoneFactory(commitment=commitment, overdue=True)
    near = MilestoneFactory(commitment=commitment, deadline=today(90))
    begun = MilestoneFactory(commitment=commitment, in_progress=True, deadline=today(400))
    far = MilestoneFactory(commitment=commitment, deadline=today(91))
    MilestoneFactory(commitment=commitment, submitted=True)
    MilestoneFactory(commitment=commitment, achieved=True)

    context = signed_in.get(address(commitment)).context

    assert [row["milestone"] for row in context["rows"]] == [late, near, begun]
    assert [row["milestone"] for row in context["more"]] == [far]


def test_from_a_milestone_it_stands_first_with_its_date_open(
    signed_in: Client, commitment: Commitment
) -> None:
    MilestoneFactory(commitment=commitment, overdue=True)
    asked = MilestoneFactory(commitment=commitment, deadline=today(300))

    rows = signed_in.get(f"/m/{asked.code}/log").context["rows"]

    assert (rows[0]["milestone"], rows[0]["open"], rows[1]["open"]) == (asked, True, False)


def test_publishing_writes_and_leads_on(signed_in: Client, milestone: Milestone) -> None:
    commitment = milestone.commitment
    blank = signed_in.get(address(commitment))
    sent = filled(
        blank,
        **{
            "next_step": "Paint it.",
            f"word_{milestone.pk}": "started",
            f"expected_{milestone.pk}": today(70).isoformat(),
        },
    )

    answer = signed_in.post(address(commitment), sent, follow=True)

    milestone.refresh_from_db()
    update = Update.objects.get()
    assert (update.happened, update.next_step) == ("The lease is signed.", "Paint it.")
    assert (milestone.state, milestone.expected_on) == (MilestoneState.IN_PROGRESS, today(70))
    due = today(90)
    words = words_of(answer)
    assert f"Published On track Next update is due {due.day} {due:%B %Y}." in words
    assert "Back to My work" in words


def test_after_publishing_it_suggests_what_is_next(
    signed_in: Client, commitment: Commitment
) -> None:
    ready = MilestoneFactory(commitment=commitment)
    slipping = MilestoneFactory(commitment=commitment)
    blank = signed_in.get(address(commitment))
    sent = filled(
        blank,
        **{f"word_{ready.pk}": "ready", f"expected_{slipping.pk}": today(61).isoformat()},
    )

    page = signed_in.post(address(commitment), sent, follow=True)

    words = words_of(page)
    assert f"{ready.code} is marked ready. Submit it for review." in words
    assert f"{slipping.code}: the expected date is after the deadline. Ask for a new date." in words
    assert f'href="/m/{ready.code}/submit"' in page.content.decode()
    assert f'href="/m/{slipping.code}/date"' in page.content.decode()


def test_untouched_dates_stay_untouched(signed_in: Client, commitment: Commitment) -> None:
    """A passed expected date that nobody changed is no mistake of this update."""
    milestone = MilestoneFactory(commitment=commitment, expected_on=today(-5))

    signed_in.post(address(commitment), filled(signed_in.get(address(commitment))))

    milestone.refresh_from_db()
    assert milestone.expected_on == today(-5)
    assert Update.objects.get().changes.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"confidence": ""}, "confidence", "Select how delivery is going."),
        ({"confidence": "off_track"}, "problem", "Say what the problem is."),
        ({"happened": " "}, "happened", "Say what has happened."),
        (
            {"happened": "x" * 1501},
            "happened",
            "Use at most 1500 characters. You have used 1501.",
        ),
        ({"visibility": ""}, "visibility", "Select who can see this."),
        ({"link": "example"}, "link", "Enter a full address, like https://example.org/law."),
    ],
)
def test_problems_stand_at_the_field_and_nothing_is_lost(
    change: dict[str, str],
    field: str,
    sentence: str,
    signed_in: Client,
    milestone: Milestone,
) -> None:
    commitment = milestone.commitment
    kept = {"next_step": "Paint it.", f"word_{milestone.pk}": "ready"}
    sent = filled(signed_in.get(address(commitment)), **kept) | change

    answer = signed_in.post(address(commitment), sent)

    assert answer.status_code == 422
    assert errors_of(answer) == [sentence]
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["next_step"].value() == "Paint it."
    assert form[f"word_{milestone.pk}"].value() == "ready"
    assert not Update.objects.exists()


def test_a_past_expected_date_is_refused_in_its_row(
    signed_in: Client, milestone: Milestone
) -> None:
    commitment = milestone.commitment
    change = {f"expected_{milestone.pk}": today(-1).isoformat()}

    answer = signed_in.post(
        address(commitment), filled(signed_in.get(address(commitment)), **change)
    )

    assert errors_of(answer) == ["Expected date must be today or later."]
    assert answer.context["rows"][0]["open"]


def test_a_milestone_submitted_meanwhile_is_told_in_its_row(
    signed_in: Client, milestone: Milestone
) -> None:
    commitment = milestone.commitment
    blank = signed_in.get(address(commitment))
    sent = filled(blank, **{f"word_{milestone.pk}": "ready"})
    with seeding():
        Milestone.objects.filter(pk=milestone.pk).update(
            state=MilestoneState.SUBMITTED, achieved_on=today(), submitted_on=today()
        )

    answer = signed_in.post(address(commitment), sent)

    sentence = f"{milestone.code} is Submitted now. Choose “No change”."
    assert errors_of(answer) == [sentence]
    assert not Update.objects.exists()
    mended = signed_in.post(address(commitment), sent | {f"word_{milestone.pk}": ""})
    assert mended.status_code == 302


def test_a_file_comes_along(signed_in: Client, commitment: Commitment) -> None:
    file = SimpleUploadedFile("lease.pdf", b"%PDF-1.7 lease")

    signed_in.post(address(commitment), filled(signed_in.get(address(commitment)), file=file))

    row = Evidence.objects.get()
    assert (row.title, row.update) == ("lease.pdf", Update.objects.get())


def test_a_file_that_lies_is_refused(signed_in: Client, commitment: Commitment) -> None:
    file = SimpleUploadedFile("lease.pdf", b"<html>")

    answer = signed_in.post(
        address(commitment), filled(signed_in.get(address(commitment)), file=file)
    )

    assert errors_of(answer) == [
        "This kind of file cannot be kept. Use PDF, Word, Excel, PowerPoint, text or images."
    ]


def test_sent_twice_publishes_once(signed_in: Client, commitment: Commitment) -> None:
    sent = filled(signed_in.get(address(commitment)))

    first = signed_in.post(address(commitment), sent)
    second = signed_in.post(address(commitment), sent)

    assert Update.objects.count() == 1
    assert first["Location"] == second["Location"]


# --- Nothing has changed -----------------------------------------------------------------------


def unchanged(client: Client, commitment: Commitment) -> Any:
    answer = client.get(address(commitment))
    sent = hidden(answer, "based_on", "once") | {"deed": "unchanged"}
    return client.post(address(commitment), sent, follow=True)


def test_nothing_has_changed_is_one_press(signed_in: Client, commitment: Commitment) -> None:
    UpdateFactory(commitment=commitment, published_on=today(-20))

    words = words_of(unchanged(signed_in, commitment))

    assert "What you said Nothing has changed." in words
    assert Update.objects.count() == 2


@pytest.mark.parametrize("why", ["overdue", "off_track", "twice"])
def test_nothing_has_changed_is_not_offered_where_f2_says_no(
    why: str, signed_in: Client, commitment: Commitment
) -> None:
    UpdateFactory(
        commitment=commitment, confidence="off_track" if why == "off_track" else "on_track"
    )
    MilestoneFactory(commitment=commitment, overdue=why == "overdue")
    if why == "twice":
        with seeding():
            Commitment.objects.filter(pk=commitment.pk).update(unchanged_updates=2)

    assert "Nothing has changed since" not in words_of(signed_in.get(address(commitment)))


def test_nothing_has_changed_refused_in_the_last_moment_says_why(
    signed_in: Client, commitment: Commitment
) -> None:
    UpdateFactory(commitment=commitment)
    sent = hidden(signed_in.get(address(commitment)), "based_on", "once") | {"deed": "unchanged"}
    MilestoneFactory(commitment=commitment, overdue=True)

    answer = signed_in.post(address(commitment), sent)

    assert answer.status_code == 422
    assert "A milestone is overdue. Write a short update instead." in words_of(answer)


# --- Two people at once ------------------------------------------------------------------------


def test_conflict_shows_both_versions_and_keeps_the_words(
    signed_in: Client, milestone: Milestone, focal_point: User
) -> None:
    commitment = milestone.commitment
    sent = filled(
        signed_in.get(address(commitment)),
        **{"happened": "My words.", f"expected_{milestone.pk}": today(80).isoformat()},
    )
    _logged_by(focal_point, milestone)

    answer = signed_in.post(address(commitment), sent)

    words = words_of(answer)
    assert answer.status_code == 409
    assert "This was changed while you were writing Femi Adeyemi saved it on" in words
    assert "You wrote My words. Now stored Their words." in words
    assert f"You wrote {in_text(today(80))} Now stored {in_text(today(75))}" in words
    assert answer.context["form"]["happened"].value() == "My words."


def again(sent: dict[str, Any], conflict: Any) -> dict[str, Any]:
    """What the page of both versions sends, before anything is chosen."""
    rows = conflict.context["clash"].rows
    return sent | hidden(conflict, "based_on", "once") | {"choose": [r["field"] for r in rows]}


def _logged_by(user: User, milestone: Milestone) -> None:
    from commitments.services.progress import MilestoneWord

    log_progress(
        milestone.commitment,
        by=user,
        confidence="on_track",
        happened="Their words.",
        milestones=[MilestoneWord(milestone.pk, set_expected=True, expected_on=today(75))],
    )


@pytest.mark.parametrize(
    ("choice", "happened", "days"),
    [("yours", "My words.", 80), ("stored", "Their words.", 75)],
)
def test_after_a_conflict_the_chosen_words_are_published(
    choice: str,
    happened: str,
    days: int,
    signed_in: Client,
    milestone: Milestone,
    focal_point: User,
) -> None:
    commitment = milestone.commitment
    mine = {"happened": "My words.", f"expected_{milestone.pk}": today(80).isoformat()}
    sent = filled(signed_in.get(address(commitment)), **mine)
    _logged_by(focal_point, milestone)
    conflict = signed_in.post(address(commitment), sent)
    chosen = {"keep_happened": choice, f"keep_expected_{milestone.pk}": choice}

    signed_in.post(address(commitment), again(sent, conflict) | chosen)

    milestone.refresh_from_db()
    assert Update.objects.order_by("-id")[0].happened == happened
    assert Update.objects.count() == 2
    assert milestone.expected_on == today(days)


def test_a_date_that_both_changed_and_nobody_chose_stays_as_stored(
    signed_in: Client, milestone: Milestone, focal_point: User
) -> None:
    commitment = milestone.commitment
    mine = {f"expected_{milestone.pk}": today(80).isoformat()}
    sent = filled(signed_in.get(address(commitment)), **mine)
    _logged_by(focal_point, milestone)
    conflict = signed_in.post(address(commitment), sent)

    signed_in.post(address(commitment), again(sent, conflict))

    milestone.refresh_from_db()
    assert milestone.expected_on == today(75)


def test_a_change_of_something_else_keeps_the_words_and_goes_through(
    signed_in: Client, commitment: Commitment, coordinator: User
) -> None:
    sent = filled(signed_in.get(address(commitment)))
    rate_commitment(commitment, by=coordinator, confidence="at_risk", reason="No staff.")

    conflict = signed_in.post(address(commitment), sent)
    again = signed_in.post(address(commitment), sent | hidden(conflict))

    assert conflict.status_code == 409
    assert "This was changed while you were writing Leila Haddad saved it" in words_of(conflict)
    assert again.status_code == 302


# --- Who and when ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_may_not_log_gets_no_form(role: Role, client: Client, commitment: Commitment) -> None:
    client.force_login(holder_of(role))

    assert client.get(address(commitment)).status_code == 403
    assert client.post(address(commitment), {}).status_code == 403


def test_foreign_commitment_is_not_found(client: Client, observer: User) -> None:
    client.force_login(observer)

    assert client.get(address(CommitmentFactory())).status_code == 404


def test_a_commitment_that_rests_leads_to_its_page(
    signed_in: Client, commitment: Commitment
) -> None:
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(state="completed", closed_on=today())

    answer = signed_in.get(address(commitment), follow=True)

    assert answer.redirect_chain[0][0] == f"/c/{commitment.code}"
    assert "is Completed, so there is nothing to log now." in words_of(answer)


def test_a_past_day_leads_to_the_page_of_that_day(
    signed_in: Client, commitment: Commitment
) -> None:
    answer = signed_in.get(address(commitment), {"as_of": today().isoformat()})

    assert answer["Location"] == f"/c/{commitment.code}?as_of={today().isoformat()}"


@pytest.mark.parametrize("size", [1, 3])
def test_query_count_does_not_grow(
    size: int, signed_in: Client, commitment: Commitment, django_assert_num_queries: Any
) -> None:
    UpdateFactory.create_batch(size, commitment=commitment)
    MilestoneFactory.create_batch(size, commitment=commitment)
    MilestoneFactory.create_batch(size, commitment=commitment, returned=True)

    # Person, posts, commitment, last update, milestones, drafts from mails, anything overdue.
    with django_assert_num_queries(8):
        signed_in.get(address(commitment))

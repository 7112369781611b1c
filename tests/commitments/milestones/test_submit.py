"""Submit for review in two steps, take it back (screen 6)."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from zeal import zeal_ignore

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Evidence, Milestone, Submission
from commitments.rules.words import MilestoneState
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.services import deeds
from tests.factories import EvidenceFactory, MilestoneFactory, holder_of, seeding, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def address(milestone: Milestone) -> str:
    return f"/m/{milestone.code}/submit"


def filled(client: Client, milestone: Milestone, **changes: Any) -> dict[str, Any]:
    blank = client.get(address(milestone))
    return {
        **hidden(blank, "based_on", "once"),
        "achieved_on": today(-1).isoformat(),
        "answer_1": "Gazette 12.",
        "answer_2": "Two offices.",
        "no_evidence_reason": "The gazette is public.",
        "note": "Ask Mika.",
        "step": "check",
        **changes,
    }


def test_three_questions_are_asked(signed_in: Client, milestone: Milestone) -> None:
    words = words_of(signed_in.get(address(milestone)))

    for question in (
        "On what date was it achieved?",
        "How does it meet this point: The law is in force.",
        "How does it meet this point: The offices are open.",
        "Anything the reviewer should know?",
    ):
        assert question in words


def test_answers_are_checked_before_they_are_sent(signed_in: Client, milestone: Milestone) -> None:
    answer = signed_in.post(address(milestone), filled(signed_in, milestone))

    words = words_of(answer)
    assert answer.status_code == 200
    assert "Check your answers Nothing is sent yet." in words
    assert "1. The law is in force. Gazette 12." in words
    assert "For the reviewer Ask Mika." in words
    assert not Submission.objects.exists()


def test_checked_answers_are_sent(signed_in: Client, milestone: Milestone) -> None:
    checked = signed_in.post(address(milestone), filled(signed_in, milestone))

    done = signed_in.post(address(milestone), hidden(checked) | {"step": "send"}, follow=True)

    claim = Submission.objects.get()
    assert [answer["answer"] for answer in claim.answers] == ["Gazette 12.", "Two offices."]
    assert (claim.achieved_on, claim.note) == (today(-1), "Ask Mika.")
    words = words_of(done)
    assert f"Submitted on {today().day} {today():%B %Y}. Review is due by" in words
    assert "The deadline clock has stopped for you." in words


def test_answers_can_be_changed_before_sending(signed_in: Client, milestone: Milestone) -> None:
    checked = signed_in.post(address(milestone), filled(signed_in, milestone))

    back = signed_in.post(address(milestone), hidden(checked) | {"step": "change"})

    assert back.status_code == 200
    assert back.context["form"]["answer_2"].value() == "Two offices."
    assert errors_of(back) == []


def test_sent_twice_submits_once(signed_in: Client, milestone: Milestone) -> None:
    sent = filled(signed_in, milestone, step="send")

    answers = [signed_in.post(address(milestone), sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"achieved_on": ""}, ["Enter the date on which it was achieved."]),
        ({"achieved_on": "soon"}, ["Enter a real date, like 2026-03-27."]),
        ({"achieved_on": today(1).isoformat()}, ["Date achieved must be today or in the past."]),
        ({"answer_2": " "}, ["Say how point 2 is met."]),
        (
            {"no_evidence_reason": ""},
            [
                "Add evidence for point 1, or say why there is none.",
                "Add evidence for point 2, or say why there is none.",
            ],
        ),
        ({"link_1": "ftp://x"}, ["Enter a full address, like https://example.org/law."]),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_problems_stand_at_the_field_and_nothing_is_lost(
    step: str,
    change: dict[str, str],
    sentences: list[str],
    signed_in: Client,
    milestone: Milestone,
) -> None:
    answer = signed_in.post(address(milestone), filled(signed_in, milestone, **change, step=step))

    assert answer.status_code == 422
    assert errors_of(answer) == sentences
    assert answer.context["form"]["answer_1"].value() == "Gazette 12."
    assert not Submission.objects.exists()


def test_a_date_before_the_start_is_refused(signed_in: Client, milestone: Milestone) -> None:
    sent = filled(signed_in, milestone, achieved_on=today(-400).isoformat())

    answer = signed_in.post(address(milestone), sent)

    assert errors_of(answer)[0].startswith("Date achieved must be on or after")


def test_evidence_is_picked_for_each_point(signed_in: Client, milestone: Milestone) -> None:
    one, two = EvidenceFactory(milestone=milestone), EvidenceFactory(milestone=milestone)
    with seeding():
        Milestone.objects.filter(pk=milestone.pk).update(evidence_count=2)
    picked = {"evidence_1": [one.pk, two.pk], "evidence_2": [two.pk], "no_evidence_reason": ""}

    signed_in.post(address(milestone), filled(signed_in, milestone, **picked, step="send"))

    assert [answer["evidence"] for answer in Submission.objects.get().answers] == [
        [one.pk, two.pk],
        [two.pk],
    ]


def test_a_file_survives_a_mistake_elsewhere(signed_in: Client, milestone: Milestone) -> None:
    """A browser does not send a file twice, so it is kept at once and ticked."""
    file = SimpleUploadedFile("law.pdf", b"%PDF-1.7 law")
    sent = filled(signed_in, milestone, file_1=file, answer_2="", no_evidence_reason="")

    answer = signed_in.post(address(milestone), sent)

    row = Evidence.objects.get()
    form = answer.context["form"]
    assert (row.title, row.milestone) == ("law.pdf", milestone)
    assert form["evidence_1"].value() == [str(row.pk)]
    assert "law.pdf" in words_of(answer)


def test_file_and_link_go_through_the_step_of_checking(
    signed_in: Client, milestone: Milestone
) -> None:
    brought = {
        "file_1": SimpleUploadedFile("law.pdf", b"%PDF-1.7 law"),
        "link_2": "https://example.org/offices",
        "no_evidence_reason": "",
    }
    with zeal_ignore():  # Each piece is kept by a deed of its own.
        checked = signed_in.post(address(milestone), filled(signed_in, milestone, **brought))

    signed_in.post(address(milestone), _carried(checked) | {"step": "send"})

    law, offices = Evidence.objects.order_by("pk")
    assert [answer["evidence"] for answer in Submission.objects.get().answers] == [
        [law.pk],
        [offices.pk],
    ]
    milestone.refresh_from_db()
    assert milestone.evidence_count == 2


def _carried(answer: Any) -> dict[str, Any]:
    """Hidden fields of a page, with all values of a name."""
    found: dict[str, list[str]] = {}
    page = answer.content.decode()
    for name, value in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def test_a_file_that_lies_is_refused_at_its_field(signed_in: Client, milestone: Milestone) -> None:
    file = SimpleUploadedFile("law.pdf", b"<script>alert(1)</script>")

    answer = signed_in.post(address(milestone), filled(signed_in, milestone, file_2=file))

    assert list(answer.context["form"].errors) == ["file_2"]
    assert not Evidence.objects.exists()


def test_what_changed_meanwhile_is_shown_and_the_words_are_kept(
    signed_in: Client, milestone: Milestone, coordinator: User
) -> None:
    sent = filled(signed_in, milestone, step="send")
    deeds.pause(milestone, coordinator)
    deeds.resume(milestone, coordinator)

    answer = signed_in.post(address(milestone), sent)
    again = signed_in.post(address(milestone), sent | hidden(answer, "based_on", "once"))

    assert answer.status_code == 409
    assert "Leila Haddad saved it on" in words_of(answer)
    assert answer.context["form"]["answer_1"].value() == "Gazette 12."
    assert again.status_code == 302


@pytest.mark.parametrize("state", ["submitted", "achieved", "paused", "closed"])
def test_what_cannot_be_submitted_leads_to_its_page(
    state: str, signed_in: Client, commitment: Commitment
) -> None:
    """Links of letters keep working for ever."""
    milestone = MilestoneFactory(commitment=commitment, **{state: True})

    answer = signed_in.get(address(milestone), follow=True)

    assert answer.redirect_chain[0][0] == f"/m/{milestone.code}"
    assert "so there is nothing to submit now." in words_of(answer)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_may_not_submit_gets_no_form(role: Role, client: Client, milestone: Milestone) -> None:
    client.force_login(holder_of(role))

    assert client.get(address(milestone)).status_code == 403
    assert client.post(address(milestone), {}).status_code == 403


# --- Take it back ------------------------------------------------------------------------------


def test_the_submitter_takes_it_back(
    signed_in: Client, official: User, milestone: Milestone
) -> None:
    deeds.submit(milestone, official)
    page = f"/m/{milestone.code}/withdraw"
    asked = signed_in.get(page)

    done = signed_in.post(page, hidden(asked, "based_on", "once"), follow=True)

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.IN_PROGRESS
    assert "Taken back. The milestone is in progress again." in words_of(done)


def test_taking_back_what_was_decided_meanwhile_tells_who(
    signed_in: Client, official: User, coordinator: User, milestone: Milestone
) -> None:
    deeds.submit(milestone, official)
    page = f"/m/{milestone.code}/withdraw"
    sent = hidden(signed_in.get(page), "based_on", "once")
    deeds.accept(milestone, coordinator)

    done = signed_in.post(page, sent, follow=True)

    assert "Already accepted by Leila Haddad at" in words_of(done)


def test_a_colleague_does_not_take_it_back(
    client: Client, official: User, focal_point: User, milestone: Milestone
) -> None:
    deeds.submit(milestone, official)
    client.force_login(focal_point)

    assert client.post(f"/m/{milestone.code}/withdraw", {}).status_code == 403

"""Evidence by page: brought to a milestone, handed out to who may see it (I2)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments import files, uploads
from commitments.models import Evidence, Milestone
from tests.commitments.pages import errors_of, hidden, words_of
from tests.factories import EvidenceFactory, holder_of, seeding

pytestmark = pytest.mark.django_db

LAW = b"%PDF-1.7 law"


@pytest.fixture
def signed_in(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def bring(client: Client, milestone: Milestone, **words: Any) -> Any:
    page = f"/m/{milestone.code}/evidence"
    sent = hidden(client.get(page), "based_on", "once") | {"kind": "evidence"} | words
    return client.post(page, sent, follow=True)


@pytest.fixture
def law(signed_in: Client, milestone: Milestone) -> Evidence:
    """A file that was kept, with a name that is no plain one."""
    bring(signed_in, milestone, file=SimpleUploadedFile('lag "2026" ö.pdf', LAW))
    return Evidence.objects.get()


def test_a_file_is_kept_and_told(signed_in: Client, milestone: Milestone) -> None:
    answer = bring(signed_in, milestone, file=SimpleUploadedFile("law.pdf", LAW), title="The law")

    words = words_of(answer).replace("\xa0", " ")
    assert "Added. It is kept with its fingerprint." in words
    assert f"The law 12 bytes, fingerprint {Evidence.objects.get().sha256[:12]}" in words


def test_a_link_is_kept(signed_in: Client, milestone: Milestone) -> None:
    bring(signed_in, milestone, link="https://example.org/law", dated_on="2026-03-03")

    row = Evidence.objects.get()
    assert (row.title, str(row.dated_on)) == ("example.org/law", "2026-03-03")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "Choose a file or enter a link."),
        ({"link": "example"}, "Enter a full address, like https://example.org/law."),
        (
            {"link": "https://example.org", "file": SimpleUploadedFile("law.pdf", LAW)},
            "Add a file or a link, one of the two.",
        ),
        ({"file": SimpleUploadedFile("law.pdf", b"")}, "The file is empty. Choose another one."),
    ],
)
def test_problems_stand_at_the_field(
    words: dict[str, Any], sentence: str, signed_in: Client, milestone: Milestone
) -> None:
    answer = bring(signed_in, milestone, title="The law", **words)

    assert answer.status_code == 422
    assert errors_of(answer) == [sentence]
    assert answer.context["form"]["title"].value() == "The law"


def test_a_file_is_handed_out_to_be_saved_and_never_drawn(signed_in: Client, law: Evidence) -> None:
    answer = signed_in.get(f"/evidence/{law.pk}")

    assert b"".join(answer.streaming_content) == LAW
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.OBSERVER, 404)])
def test_a_file_is_for_who_sees_its_commitment(
    role: Role, status: int, client: Client, law: Evidence
) -> None:
    client.force_login(holder_of(role))

    answer = client.get(f"/evidence/{law.pk}")
    answer.close()

    assert answer.status_code == status


def test_a_file_needs_somebody_signed_in(client: Client, law: Evidence) -> None:
    client.logout()

    assert client.get(f"/evidence/{law.pk}").status_code == 302


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_an_unknown_file_is_not_found(pk: int, signed_in: Client) -> None:
    assert signed_in.get(f"/evidence/{pk}").status_code == 404


def test_a_link_is_no_file(signed_in: Client, milestone: Milestone) -> None:
    row = EvidenceFactory(milestone=milestone)

    assert signed_in.get(f"/evidence/{row.pk}").status_code == 404


def test_a_file_that_is_gone_is_not_found(signed_in: Client, law: Evidence) -> None:
    law.file.storage.delete(law.file.name)

    assert signed_in.get(f"/evidence/{law.pk}").status_code == 404


def test_evidence_of_one_organisation_stays_there(
    client: Client, law: Evidence, milestone: Milestone
) -> None:
    with seeding():
        type(milestone.commitment).objects.filter(pk=milestone.commitment_id).update(
            visibility="organisation"
        )
    client.force_login(holder_of(Role.OFFICIAL))

    assert client.get(f"/evidence/{law.pk}").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
def test_who_may_not_log_brings_nothing(role: Role, client: Client, milestone: Milestone) -> None:
    client.force_login(holder_of(role))

    assert client.post(f"/m/{milestone.code}/evidence").status_code == 403


def test_a_request_that_brings_too_much_is_refused_before_it_is_kept(
    signed_in: Client, milestone: Milestone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I1: at once by its length, or as it comes when it lies about that."""
    monkeypatch.setattr(uploads, "MOST", 10_000)

    answer = bring(signed_in, milestone, file=SimpleUploadedFile("law.pdf", LAW + b"x" * 10_000))

    assert answer.status_code == 400
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_big_is_told_at_its_field(
    signed_in: Client, milestone: Milestone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 10_000)

    answer = bring(signed_in, milestone, file=SimpleUploadedFile("law.pdf", LAW + b"x" * 10_000))

    assert errors_of(answer) == ["The file is bigger than 25 MB. Split it or add a link."]

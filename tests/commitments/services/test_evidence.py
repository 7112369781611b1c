"""Evidence: files and links, kept whole or not at all (I2)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File

from accounts.models import User
from accounts.words import Role
from commitments.files import NewEvidence
from commitments.models import Commitment, Evidence, Milestone
from commitments.services.errors import Problems, Refused
from commitments.services.evidence import add_evidence
from tests.factories import MilestoneFactory, holder_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def pdf(name: str = "lease.pdf", body: bytes = b"%PDF-1.7 lease") -> NewEvidence:
    return NewEvidence("", file=ContentFile(body, name=name))


def test_evidence_counts_on_its_milestone(milestone: Milestone, official: User) -> None:
    for _piece in range(2):
        # The instance stays as it was read; the count is the database's.
        add_evidence(milestone.commitment, by=official, item=pdf(), milestone=milestone)

    milestone.refresh_from_db()
    assert milestone.evidence_count == 2


def test_evidence_is_named_after_its_file_or_address(
    commitment: Commitment, official: User
) -> None:
    add_evidence(commitment, by=official, item=pdf("Lease 2026.pdf"))
    link = NewEvidence("", link="https://example.org/laws/12/")
    add_evidence(commitment, by=official, item=link)

    titles = list(Evidence.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["Lease 2026.pdf", "example.org/laws/12"]


def test_a_milestone_of_another_commitment_is_refused(
    commitment: Commitment, official: User
) -> None:
    other = MilestoneFactory()

    with pytest.raises(Refused, match="another commitment"):
        add_evidence(commitment, by=official, item=pdf(), milestone=other)

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.AUDITOR, Role.COORDINATOR, Role.OBSERVER])
def test_only_who_logs_progress_adds_evidence(
    role: Role, commitment: Commitment, media: Path
) -> None:
    with pytest.raises(PermissionDenied):
        add_evidence(commitment, by=holder_of(role), item=pdf())

    assert kept(media) == []


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (NewEvidence("Law", link="javascript:alert(1)"), "link"),
        (NewEvidence("Law", link="ftp://example.org/x"), "link"),
        (NewEvidence("Law", link="example.org"), "link"),
        (NewEvidence("Law", link="https://example.org/" + "x" * 1000), "link"),
        (NewEvidence("x" * 201, link="https://example.org/"), "title"),
        (NewEvidence("Law", link="https://example.org/", kind="poem"), "kind"),
        (NewEvidence("Law", link="https://example.org/", visibility="all"), "visibility"),
        (pdf("empty.pdf", b""), "file"),
        (pdf("script.html", b"<script>alert(1)</script>"), "file"),
        (pdf("picture.png", b"%PDF-1.7 lease"), "file"),
        (pdf("page.pdf", b"<html><script>alert(1)</script>"), "file"),
        (pdf("program.pdf", b"MZ\x90\x00\x03\x00"), "file"),
    ],
)
def test_what_is_no_evidence_is_refused_at_its_field(
    item: NewEvidence, field: str, commitment: Commitment, official: User, media: Path
) -> None:
    with pytest.raises(Problems) as refused:
        add_evidence(commitment, by=official, item=item)

    assert list(refused.value.problems) == [field]
    assert kept(media) == []


def test_a_name_with_a_path_stays_a_name(
    commitment: Commitment, official: User, media: Path
) -> None:
    row = add_evidence(commitment, by=official, item=pdf("../../etc/passwd.pdf"))

    assert row.file_name == "passwd.pdf"
    assert [name.endswith(".pdf") and "passwd" not in name for name in kept(media)] == [True]


def test_a_file_too_big_is_refused(commitment: Commitment, official: User) -> None:
    big = ContentFile(b"%PDF-1.7", name="big.pdf")
    big.size = 25 * 1024 * 1024 + 1

    with pytest.raises(Problems, match="bigger than 25 MB"):
        add_evidence(commitment, by=official, item=NewEvidence("Big", file=big))


class FullDisk(ContentFile):
    """A file in whose middle the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Any:
        yield b"%PDF-1.7"
        if self.measured:
            raise OSError(28, "No space left on device")
        self.measured = True

    measured = False


def test_a_full_disk_leaves_no_row_and_no_part_of_a_file(
    commitment: Commitment, official: User, media: Path
) -> None:
    file: File[bytes] = FullDisk(b"%PDF-1.7 lease", name="lease.pdf")

    with pytest.raises(OSError, match="No space left"):
        add_evidence(commitment, by=official, item=NewEvidence("Lease", file=file))

    assert kept(media) == []
    assert not Evidence.objects.exists()

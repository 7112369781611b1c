"""Evidence: kept with its fingerprint, never replaced."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence, check
from commitments.models import Commitment, Evidence, Milestone, Submission, Update
from commitments.rights import Right
from commitments.rules.words import EvidenceKind, Visibility
from commitments.services.deed import deed, milestone_deed
from commitments.services.errors import Problems, Refused
from commitments.services.kept_files import store
from history import clock

TITLE_LENGTH = 200
LINK_LENGTH = 1000


def add_evidence(
    commitment: Commitment, *, by: User, item: NewEvidence, milestone: Milestone | None = None
) -> Evidence:
    """Add a file or a link to a commitment, or to one of its milestones."""
    if milestone is None:
        with deed("evidence.added", commitment, by=by, right=Right.LOG) as fresh:
            permissions.require(permissions.can_log(by, fresh))
            return attach(item, commitment=fresh, by=by)
    if milestone.commitment_id != commitment.pk:
        raise Refused(_("This milestone belongs to another commitment."), field="milestone")
    with milestone_deed("evidence.added", milestone, by=by, right=Right.LOG) as step:
        permissions.require(permissions.can_log(by, step.commitment))
        return attach(item, commitment=step.commitment, milestone=step, by=by)


def attach(
    item: NewEvidence,
    *,
    commitment: Commitment,
    by: User,
    milestone: Milestone | None = None,
    update: Update | None = None,
    submission: Submission | None = None,
) -> Evidence:
    """Keep evidence inside the deed of another service, whose milestone is locked and fresh.

    The file is removed again when that deed fails.
    """
    if len(item.title) > TITLE_LENGTH:
        raise Problems({"title": _("Use a title of at most 200 characters.")})
    row = Evidence(
        commitment=commitment,
        milestone=milestone,
        update=update,
        submission=submission,
        title=(item.title.strip() or _title_of(item))[:TITLE_LENGTH],
        kind=_one_of(EvidenceKind, item.kind, "kind"),
        dated_on=item.dated_on,
        visibility=_one_of(Visibility, item.visibility, "visibility"),
        added_on=clock.real_today(),
        added_by=by,
    )
    if item.file is None:
        row.link, row.checked_on = checked_link(item.link), clock.real_today()
    else:
        measured = check(item.file)
        row.file_name, row.media_type = measured.file_name, measured.media_type
        row.size, row.sha256 = measured.size, measured.sha256
        store(row.file, measured.stored_name, item.file)
    row.save()
    if milestone is not None:
        milestone.evidence_count += 1
        milestone.save(update_fields=["evidence_count"])
    return row


def checked_link(link: str) -> str:
    """A full address of the web, as it is kept; raises Problems for anything else."""
    link = link.strip()
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise Problems({"link": _("Enter a full address, like https://example.org/law.")}) from None
    if len(link) > LINK_LENGTH:
        raise Problems({"link": _("Use an address of at most 1000 characters.")})
    return link


def _title_of(item: NewEvidence) -> str:
    """The name of the file, or where the link leads."""
    if item.file is not None:
        return item.file.name or ""
    parts = urlsplit(item.link.strip())
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _one_of(words: type[EvidenceKind] | type[Visibility], value: str, field: str) -> str:
    if value not in words.values:
        raise Problems({field: _("Choose one of the list.")})
    return value

"""Evidence: kept with its fingerprint, never replaced."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence, check
from commitments.models import Commitment, Evidence, Milestone, Submission, Update
from commitments.rights import Right
from commitments.services.deed import deed
from commitments.services.errors import Problems
from history import clock


def add_evidence(
    commitment: Commitment, *, by: User, item: NewEvidence, milestone: Milestone | None = None
) -> Evidence:
    """Add a file or a link to a commitment, or to one of its milestones."""
    about = milestone.code if milestone else commitment.code
    with deed("evidence.added", commitment, by=by, right=Right.LOG, about=about) as fresh:
        permissions.require(permissions.can_log(by, fresh))
        return attach(item, commitment=fresh, milestone=milestone, by=by)


def attach(
    item: NewEvidence,
    *,
    commitment: Commitment,
    by: User,
    milestone: Milestone | None = None,
    update: Update | None = None,
    submission: Submission | None = None,
) -> Evidence:
    """Keep evidence inside the act of another service. A file whose row is not kept is removed."""
    row = Evidence(
        commitment=commitment,
        milestone=milestone,
        update=update,
        submission=submission,
        title=item.title.strip() or _title_of(item),
        kind=item.kind,
        dated_on=item.dated_on,
        visibility=item.visibility,
        added_on=clock.real_today(),
        added_by=by,
    )
    if item.file is None:
        _check_link(item.link)
        row.link, row.checked_on = item.link, clock.real_today()
        row.save()
    else:
        checked = check(item.file)
        row.file_name, row.media_type = checked.file_name, checked.media_type
        row.size, row.sha256 = checked.size, checked.sha256
        row.file.save(checked.stored_name, item.file, save=False)
        try:
            row.save()
        except Exception:
            row.file.delete(save=False)
            raise
    if milestone is not None:
        milestone.evidence_count += 1
        milestone.save(update_fields=["evidence_count"])
    return row


def _title_of(item: NewEvidence) -> str:
    return (item.file.name if item.file is not None else item.link)[:200] if item else ""


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise Problems({"link": _("Enter a full address, like https://example.org/law.")}) from None

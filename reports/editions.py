"""Issue a report: number it, let it flow, write down what went out."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, BinaryIO

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Organisation
from commitments.services.deed import next_number
from commitments.services.errors import Problems
from history import clock
from history.acts import act
from history.as_of import as_of
from history.models import Seal
from history.seals import newest_seal
from reports.drawing import Part, parts
from reports.formats import FORMATS, Format
from reports.kinds import KINDS, Kind
from reports.kinds.asked import Asked
from reports.models import Edition
from reports.scope import Scope
from reports.sections import Section
from reports.tables import Table, fingerprint


@dataclass
class Issue:
    """A report on its way out. `about` is complete once the data has flowed."""

    number: str
    kind: Kind
    scope: Scope
    format: Format
    made_at: datetime
    # Who issues it, of which body, and whose view it is: names as they stood then.
    issuer: str
    organisation: str
    view: str
    compared_with: date | None = None
    filter_words: str = ""
    moment: datetime | None = None
    seal: Seal | None = None
    # What the report says, once the record is being read.
    sections: list[Section] = field(default_factory=list)

    @cached_property
    def asked(self) -> Asked:
        """What its kind is asked, inside `as_of()`."""
        return Asked(self.scope, clock.today(), self.read_at, self.compared_with)

    @property
    def tables(self) -> list[Table]:
        """All data of the report, in order. Each flows once."""
        return [table for section in self.sections for table in section.data()]

    @property
    def rows(self) -> int:
        """How many rows have flowed."""
        return sum(table.flow.rows for table in self.tables)

    @property
    def data_sha256(self) -> str:
        """The data fingerprint. Ask after the data has flowed."""
        return fingerprint(self.tables)

    @property
    def file_name(self) -> str:
        """`gcm-progress_as-at-2026-03-31_RPT-2026-0147.csv.zip` (6.1)."""
        day, kind = self.scope.as_of.isoformat(), self.kind.code.replace("_", "-")
        return f"gcm-{kind}_as-at-{day}_{self.number}.{self.format.ending}"

    @property
    def read_at(self) -> datetime:
        """The moment that was read."""
        if self.moment is None:
            raise RuntimeError("The report has not begun to flow.")
        return self.moment

    def about(self) -> dict[str, Any]:
        """What the About part says. Ask after the data has flowed."""
        compared = {"compared_with": self.compared_with.isoformat()} if self.compared_with else {}
        return {
            "number": self.number,
            "title": str(self.kind.title),
            "view": self.view,
            "filter": self.filter_words,
            "as_of": self.scope.as_of.isoformat(),
            **compared,
            "read_at": self.read_at.isoformat(timespec="seconds"),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "issued_by": self.issuer,
            "organisation": self.organisation,
            "commitments": len(self.asked.commitment_ids),
            "milestones" if self.kind.is_list else "rows": self.rows,
            "newest_seal": self.seal.number if self.seal else None,
            "newest_seal_sha256": self.seal.sha256 if self.seal else "",
            "data_sha256": self.data_sha256,
        }


def start_issue(
    scope: Scope, format_name: str, *, kind: str = "progress", compared_with: date | None = None
) -> Issue:
    """Reserve a number for a report. Raises Problems for a wrong day, filter or format."""
    scope.check()
    _check(scope, FORMATS[format_name], KINDS[kind], compared_with)
    # Asked now: inside `as_of()` the person might not exist yet.
    held, view = scope.user.acting_post, scope.view()
    body = Organisation.objects.filter(pk=held.organisation_id).first() if held else None
    year = clock.real_today().year
    return Issue(
        number=f"RPT-{year}-{next_number(f'RPT-{year}'):04d}",
        kind=KINDS[kind],
        scope=scope,
        format=FORMATS[format_name],
        compared_with=compared_with,
        made_at=clock.now(),
        issuer=scope.user.name,
        organisation=body.name if body else _("Installation"),
        view=view,
    )


def _check(scope: Scope, form: Format, kind: Kind, compared_with: date | None) -> None:
    if compared_with is not None and compared_with >= scope.as_of:
        words = _("'Compare with' must be a day before the day of 'As at'.")
        raise Problems({"compare_with": words})
    if kind.compares and compared_with is None:
        raise Problems({"compare_with": _("Choose the day since when you ask for changes.")})
    if not form.holds(kind):
        words = _("%(format)s cannot hold this report. Choose another format.")
        raise Problems({"format": words % {"format": form.label}})


def flow(issue: Issue) -> Iterator[bytes]:
    """The file, piece by piece; then the edition is written down. Not finished is not issued."""
    file_digest, size = hashlib.sha256(), 0
    with _reading(issue):
        for piece in issue.format.write(issue):
            file_digest.update(piece)
            size += len(piece)
            yield piece
    _record(issue, file_digest.hexdigest(), size)


def issue_to(scope: Scope, format_name: str, file: BinaryIO, **what: Any) -> Edition:
    """Make a report into an open file and return its edition; otherwise as `start_issue`."""
    issue = start_issue(scope, format_name, **what)
    for piece in flow(issue):
        file.write(piece)
    return Edition.objects.get(number=issue.number)


class Differs(Exception):
    """The record, or the rights of who issued a report, give other data today."""


def made_again(edition: Edition) -> tuple[Issue, Iterator[bytes]]:
    """The file of a report once more, read at the same moment.

    The pieces end in Differs, before the last one, when the data have another fingerprint: a file
    that is not what was issued never looks whole.
    """
    issue = _issue_of(edition)
    return issue, _pieces_again(issue, edition)


def read_again(edition: Edition, *, most: int) -> list[Part]:
    """What a report says, for a page, with at most so many rows of each table.

    Raises Differs when the data have another fingerprint today.
    """
    issue = _issue_of(edition)
    with _reading(issue):
        found = list(parts(issue.sections, most=most))
    if issue.data_sha256 != edition.data_sha256:
        raise Differs(edition.number)
    return found


def _issue_of(edition: Edition) -> Issue:
    scope = Scope(edition.made_by, edition.query, edition.as_of, at=edition.moment)
    _standing = scope.user.standing
    return Issue(
        number=edition.number,
        kind=KINDS[edition.kind],
        scope=scope,
        format=FORMATS[edition.format],
        compared_with=edition.compared_with,
        made_at=edition.made_at,
        issuer=edition.issuer_name,
        organisation=edition.organisation_name,
        view=edition.view,
        filter_words=edition.filter_words,
    )


def _pieces_again(issue: Issue, edition: Edition) -> Iterator[bytes]:
    held = b""
    with _reading(issue):
        issue.seal = None
        if edition.seal_number is not None:
            issue.seal = Seal(number=edition.seal_number, sha256=edition.seal_sha256)
        for piece in issue.format.write(issue):
            if held:
                yield held
            held = piece
    if issue.data_sha256 != edition.data_sha256:
        raise Differs(edition.number)
    yield held


@contextmanager
def _reading(issue: Issue) -> Iterator[None]:
    with as_of(issue.scope.as_of, at=issue.scope.at) as moment:
        with connection.cursor() as cursor:
            # A slow reader is no idle transaction, and a large report no runaway statement.
            cursor.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', '600000', true), "
                "set_config('statement_timeout', '300000', true), "
                # Rows come in pieces, each by index; reading all versions for each would be dear.
                "set_config('random_page_cost', '1.1', true)"
            )
        issue.moment = moment
        issue.seal = newest_seal()
        issue.filter_words = issue.filter_words or issue.scope.filter_words()
        issue.sections = list(issue.kind.draw(issue.asked))
        yield


def _record(issue: Issue, file_sha256: str, size: int) -> Edition:
    scope = issue.scope
    with act("report.issued", by=scope.user, about=issue.number, reason=issue.filter_words):
        return Edition.objects.create(
            number=issue.number,
            kind=issue.kind.code,
            format=issue.format.name,
            query=scope.query,
            filter_words=issue.filter_words,
            view=issue.view,
            as_of=scope.as_of,
            compared_with=issue.compared_with,
            moment=issue.read_at,
            commitments=len(issue.asked.commitment_ids),
            rows=issue.rows,
            seal_number=issue.seal.number if issue.seal else None,
            seal_sha256=issue.seal.sha256 if issue.seal else "",
            data_sha256=issue.data_sha256,
            file_sha256=file_sha256,
            size=size,
            made_at=issue.made_at,
            made_by=scope.user,
            issuer_name=issue.issuer,
            organisation_name=issue.organisation,
        )

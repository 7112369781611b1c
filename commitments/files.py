"""Files that people bring: content decides what they are, not their name (I2)."""

import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from uuid import uuid4

import filetype
from django.core.files.base import File
from django.utils.translation import gettext as _

from commitments.rules.words import EvidenceKind, Visibility
from commitments.services.errors import Problems

LARGEST = 25 * 1024 * 1024
# By their first bytes; the office formats are zip or OLE files inside.
ALLOWED = {
    "pdf": {"application/pdf"},
    "png": {"image/png"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip"},
    "xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip"},
    "pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "zip"},
    "odt": {"application/vnd.oasis.opendocument.text", "zip"},
    "ods": {"application/vnd.oasis.opendocument.spreadsheet", "zip"},
    "odp": {"application/vnd.oasis.opendocument.presentation", "zip"},
    "doc": {"application/msword", "ole"},
    "xls": {"application/vnd.ms-excel", "ole"},
    "ppt": {"application/vnd.ms-powerpoint", "ole"},
    "rtf": {"application/rtf"},
    "txt": {"text"},
    "csv": {"text"},
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class NewEvidence:
    """Evidence that somebody brings: a file or a link, one of the two."""

    title: str
    file: "File[bytes] | None" = None
    link: str = ""
    kind: str = EvidenceKind.EVIDENCE
    dated_on: date | None = None
    visibility: str = Visibility.INTERNAL


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, and what is to be recorded of it."""

    stored_name: str
    file_name: str
    media_type: str
    size: int
    sha256: str


def check(file: "File[bytes]") -> Checked:
    """Measure a file and decide whether it may be kept; raises Problems with what to do."""
    name = PurePath(file.name or "").name[:255]
    ending = PurePath(name).suffix.lower().lstrip(".")
    size = file.size or 0
    if size > LARGEST:
        raise _refused(_("The file is bigger than 25 MB. Split it or add a link."))
    if size == 0:
        raise _refused(_("The file is empty. Choose another one."))
    if ending not in ALLOWED or not _is_what_it_says(file, ending):
        raise _refused(
            _("This kind of file cannot be kept. Use PDF, Word, Excel, PowerPoint, text or images.")
        )
    return Checked(
        stored_name=f"{uuid4().hex}.{ending}",
        file_name=name,
        media_type=mimetypes.types_map.get(f".{ending}", "application/octet-stream"),
        size=size,
        sha256=_fingerprint(file),
    )


def _refused(problem: str) -> Problems:
    return Problems({"file": problem})


def _is_what_it_says(file: "File[bytes]", ending: str) -> bool:
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    guessed = filetype.guess_mime(head)
    kinds = {guessed} if guessed else set()
    if head.startswith(b"PK\x03\x04"):
        kinds.add("zip")
    if head.startswith(OLE):
        kinds.add("ole")
    if not kinds and b"\x00" not in head:
        kinds.add("text")
    return bool(kinds & ALLOWED[ending])


def _fingerprint(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()

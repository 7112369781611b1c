"""Is it ours? Answers for anybody who holds a number and a fingerprint."""

import re
from dataclasses import dataclass
from enum import Enum

from django.db.models import Q

from reports.models import Edition

NUMBER = re.compile(r"RPT-\d{4}-\d{4,}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
# The first letters of the data fingerprint, as printed on paper; enough beside the number.
CHECK_CODE = re.compile(r"[0-9a-f]{12,64}")


class Answer(Enum):
    """What can be said of a number and a fingerprint."""

    OURS = "ours"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """The answer, and the report where there is one that may be named."""

    answer: Answer
    edition: Edition | None = None


def verify(number: str, fingerprint: str) -> Verified:
    """Whether we issued a report with this number and this fingerprint of its data or its file.

    Beside a number the check code, which is the beginning of the data fingerprint, is enough;
    without one the whole fingerprint is looked for. What the number stands for is told only to who
    holds the right fingerprint.
    """
    number, fingerprint = number.strip().upper(), fingerprint.strip().lower()
    fits = Q(data_sha256=fingerprint) | Q(file_sha256=fingerprint)
    if number and CHECK_CODE.fullmatch(fingerprint):
        fits |= Q(data_sha256__startswith=fingerprint)
    editions = Edition.objects.filter(number=number) if number else Edition.objects.all()
    found = editions.filter(fits).order_by("id").first()
    if found is not None:
        return Verified(Answer.OURS, found)
    if number and editions.exists():
        return Verified(Answer.DIFFERENT)
    return Verified(Answer.UNKNOWN)

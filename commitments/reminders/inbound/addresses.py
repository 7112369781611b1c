"""Addresses that an answer is sent to: one for each notice of each letter, signed by us."""

import base64
import binascii
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

# 40 bits each for the notice and its letter, 80 for the mark: 32 letters, of which a mail server
# may change the case.
_NUMBER, _MARK = 5, 10
_SALT = "commitments.reminders.inbound"


@dataclass(frozen=True)
class Answered:
    """What a mail answers: a notice, in the letter that told of it."""

    notice_id: int
    letter_id: int


def reply_address(notice_id: int, letter_id: int) -> str:
    """Where an answer to this notice goes; empty when this installation takes none."""
    if not settings.INBOUND_ADDRESS:
        return ""
    name, _at, domain = settings.INBOUND_ADDRESS.rpartition("@")
    numbers = notice_id.to_bytes(_NUMBER, "big") + letter_id.to_bytes(_NUMBER, "big")
    token = base64.b32encode(numbers + _mark(numbers)).decode().lower()
    return f"{name}+{token}@{domain}"


def is_ours(address: str) -> bool:
    """Whether an address is one at which answers are taken, whatever its token is worth."""
    return _token_of(address) is not None


def read_address(address: str) -> Answered | None:
    """What a mail to this address answers; None when we did not sign it."""
    token = _token_of(address)
    try:
        raw = base64.b32decode((token or "").upper())
    except (binascii.Error, ValueError):
        return None
    numbers, mark = raw[: 2 * _NUMBER], raw[2 * _NUMBER :]
    if len(raw) != 2 * _NUMBER + _MARK or not hmac.compare_digest(mark, _mark(numbers)):
        return None
    return Answered(
        int.from_bytes(numbers[:_NUMBER], "big"), int.from_bytes(numbers[_NUMBER:], "big")
    )


def _token_of(address: str) -> str | None:
    name, _at, domain = settings.INBOUND_ADDRESS.lower().rpartition("@")
    local, _at, where = address.lower().rpartition("@")
    if not name or where != domain or not local.startswith(f"{name}+"):
        return None
    return local.removeprefix(f"{name}+")


def _mark(numbers: bytes) -> bytes:
    return salted_hmac(_SALT, numbers, algorithm="sha256").digest()[:_MARK]

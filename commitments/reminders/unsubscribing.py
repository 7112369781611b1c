"""The signed address by which one click switches optional letters off (L10, RFC 8058)."""

from collections.abc import Collection

from django.core import signing

from commitments.reminders.rules.topics import OPTIONAL, Topic

_signer = signing.Signer(salt="reminders.unsubscribe")


def token_of(person_id: int, topics: Collection[Topic]) -> str:
    """For one person and these topics. It has no end: links in letters keep working (5.6)."""
    return _signer.sign_object([person_id, [topic.value for topic in topics]])


def read_token(token: str) -> tuple[int, list[Topic]] | None:
    """The person and the topics that it names; None when it is not ours."""
    try:
        person_id, names = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return person_id, [Topic(name) for name in names if name in OPTIONAL]

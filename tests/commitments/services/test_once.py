"""C3: a form or request that is sent twice changes once."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from commitments.models import Commitment, Once, Update
from commitments.rules.words import Confidence
from commitments.services.errors import Problems, Refused
from commitments.services.once import forget_old_keys, run_once
from commitments.services.progress import log_progress
from commitments.services.ratings import rate_commitment
from history import clock

pytestmark = pytest.mark.django_db


def send(commitment: Commitment, by: User, *, key: str = "k1", **changes: Any) -> Any:
    words = {"confidence": Confidence.ON_TRACK, "happened": "Signed."} | changes

    def deed() -> int:
        return log_progress(commitment, by=by, **words).pk

    return run_once(key, by=by, address="/c/X/log", body=words, deed=deed)


def test_the_second_sending_gets_the_first_answer(commitment: Commitment, official: User) -> None:
    first = send(commitment, official)
    second = send(commitment, official)

    assert (first[1], second) == (False, (first[0], True))
    assert Update.objects.count() == 1


def test_a_refused_deed_can_be_mended_under_the_same_key(
    commitment: Commitment, official: User
) -> None:
    with pytest.raises(Problems):
        send(commitment, official, happened="")

    _answer, repeated = send(commitment, official)

    assert not repeated


def test_a_key_is_not_used_for_other_contents(commitment: Commitment, official: User) -> None:
    send(commitment, official)

    with pytest.raises(Refused, match="with other contents"):
        send(commitment, official, happened="Something else.")

    assert Update.objects.count() == 1


def test_two_people_may_have_the_same_key(
    commitment: Commitment, official: User, focal_point: User
) -> None:
    send(commitment, official)
    send(commitment, focal_point)

    assert Update.objects.count() == 2


@pytest.mark.parametrize("key", ["", "k1"])
def test_two_services_in_one_deed_are_all_or_nothing(
    key: str, commitment: Commitment, official: User, coordinator: User
) -> None:
    def deed() -> None:
        log_progress(commitment, by=official, confidence=Confidence.ON_TRACK, happened="Done.")
        rate_commitment(commitment, by=coordinator, confidence="", reason="")

    with pytest.raises(Problems):
        run_once(key, by=official, address="/", body={}, deed=deed)

    assert not Update.objects.exists()
    assert not Once.objects.exists()


def test_old_keys_are_forgotten(commitment: Commitment, official: User) -> None:
    with clock.stand_at(clock.now() - timedelta(days=8)):
        send(commitment, official)
    send(commitment, official, key="k2")

    assert forget_old_keys() == 1
    assert [row.key for row in Once.objects.all()] == ["k2"]

"""The part that takes answers by mail, as `manage.py start` runs it."""

import smtplib
import time

import pytest

from tests.faults.conftest import Make
from tests.servers import free_port

TOKEN = "reply+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@tracker.example.org"


def test_start_runs_the_part_where_it_is_configured(
    make_tracker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("INBOUND_ADDRESS", "reply@tracker.example.org")
    monkeypatch.setenv("INBOUND_LISTEN", f"127.0.0.1:{port}")
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()

    with _connected(port) as smtp:
        smtp.sendmail("amina@example.org", [TOKEN], b"From: amina@example.org\r\n\r\nDone.")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail("amina@example.org", ["root@tracker.example.org"], b"\r\n")

    said = tracker.said()
    assert '"verdict": "wrong_token"' in said
    assert "aaaa" not in said
    assert "amina" not in said


def _connected(port: int) -> smtplib.SMTP:
    deadline = time.monotonic() + 30
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=30)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.2)

"""A form or request that is sent twice changes once (C3)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from commitments.models import Once
from commitments.services.errors import Refused
from commitments.services.kept_files import files_go_with_rows
from history import clock

KEPT_FOR = timedelta(days=7)


def run_once(
    key: str, *, by: User, address: str, body: Any, deed: Callable[[], Any]
) -> tuple[Any, bool]:
    """Carry out `deed` for a key the first time; returns its answer and whether it was repeated.

    The answer must be JSON. The key, the deed and the answer are written in one transaction, so
    a second request waits for the first and then gets its answer. When the deed is refused,
    nothing is kept and the key can be used again. A key used for another body is refused.
    """
    if not key:
        # Several services in one deed are still all or nothing.
        with transaction.atomic(), files_go_with_rows():
            return deed(), False
    fingerprint = _fingerprint(body)
    with transaction.atomic(), files_go_with_rows():
        row, fresh = _claim(key, by, address, fingerprint)
        if not fresh:
            if row.body_sha256 != fingerprint or row.address != address:
                raise Refused(
                    _("This was sent already, with other contents."),
                    field="Idempotency-Key",
                    fix=_("Open it anew and send again. The API uses a new key for each request."),
                )
            return row.answer, True
        answer = deed()
        row.answer = answer
        row.save(update_fields=["answer"])
        return answer, False


def forget_old_keys() -> int:
    """Remove keys older than seven days; returns how many."""
    return Once.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()[0]


def _claim(key: str, by: User, address: str, fingerprint: str) -> tuple[Once, bool]:
    row = Once(
        user=by, key=key[:64], address=address[:300], body_sha256=fingerprint, at=clock.now()
    )
    with connection.cursor() as cursor:
        # In one step, which waits for whoever inserts the same key at the same time.
        cursor.execute(
            f"INSERT INTO {Once._meta.db_table} (user_id, key, address, body_sha256, at) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (user_id, key) DO NOTHING RETURNING id",
            [row.user_id, row.key, row.address, row.body_sha256, row.at],
        )
        if found := cursor.fetchone():
            row.pk = found[0]
            return row, True
    return Once.objects.get(user=by, key=row.key), False


def _fingerprint(body: Any) -> str:
    if isinstance(body, Mapping):
        body = {name: body[name] for name in sorted(body)}
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()

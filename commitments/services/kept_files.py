"""Files and rows go together: what a failed change stored is removed again (I2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

_stored: ContextVar[list[FieldFile] | None] = ContextVar("stored", default=None)


@contextmanager
def files_go_with_rows() -> Iterator[None]:
    """Inside a transaction: files that `store` keeps here stay only when the block succeeds.

    A block inside a block joins the outer one. When the commit itself fails, nobody can tell
    whether the rows were kept, so the files stay.
    """
    if _stored.get() is not None:
        yield
        return
    stored: list[FieldFile] = []
    token = _stored.set(stored)
    try:
        yield
    except BaseException:
        for file in stored:
            file.storage.delete(file.name or "")
        raise
    finally:
        _stored.reset(token)


def store(field_file: FieldFile, name: str, content: "File[bytes]") -> None:
    """Store a file under a name of ours, to be removed if the change fails."""
    field_file.save(name, content, save=False)
    stored = _stored.get()
    if stored is not None:
        stored.append(field_file)

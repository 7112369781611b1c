"""How much a request may bring (I1): more is refused while it comes in, not after."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from commitments.files import LARGEST

# Two files of the largest size, and the words beside them.
MOST = 2 * LARGEST + 1024 * 1024


class NoMoreThan(FileUploadHandler):
    """Stands before the handlers that keep what comes; refuses a request that brings too much."""

    chunk_size = 64 * 1024

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST:
            raise RequestDataTooBig("The request brings more than it may.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.came += len(raw_data)
        if self.came > MOST:
            raise RequestDataTooBig("The request brings more than it may.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

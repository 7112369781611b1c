"""Issued files as tests read them."""

import csv
import io
import zipfile

Rows = dict[str, list[dict[str, str]]]


def tables_of(archive: bytes) -> Rows:
    """The rows of each file of a CSV archive, by its name without the ending."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig")))
            )
            for name in files.namelist()
        }


def figures_of(found: Rows) -> dict[str, tuple[str, str]]:
    """The key numbers of a report: now and then, by the code of the figure."""
    return {row["figure"]: (row["now"], row["then"]) for row in found["headline_figures"]}

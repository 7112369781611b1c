"""Fetch the foreign files of the pages again, or check those that are there."""

import subprocess
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker import vendor

STATIC = Path(settings.BASE_DIR) / "tracker" / "static"
HASHES = STATIC / "vendor" / "HASHES.txt"


class Command(BaseCommand):
    help = "Fetches vendored icons and htmx with npm, verified; --check compares what is on disk."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if a file differs."
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        if not check:
            self._fetch()
        wrong = [path for digest, path in _listed() if vendor.sha256(_bytes(path)) != digest]
        if wrong:
            raise CommandError(f"Not what was vendored: {', '.join(wrong)}")
        self.stdout.write("Vendored files are what they should be.")

    def _fetch(self) -> None:
        files = {
            vendor.ICONS_FILE: vendor.sprite(_archive(vendor.ICONS)),
            vendor.HTMX_FILE: vendor.member(_archive(vendor.HTMX), "dist/htmx.min.js"),
        }
        for path, text in files.items():
            (STATIC / path).parent.mkdir(parents=True, exist_ok=True)
            (STATIC / path).write_text(text)
        lines = [f"{vendor.sha256(_bytes(path))}  {path}\n" for path in sorted(files)]
        HASHES.write_text("".join(lines))


def _archive(package: vendor.Package) -> bytes:
    """The archive of a package, by the registry that npm is set up for."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    package.verify(archive)
    return archive


def _listed() -> list[tuple[str, str]]:
    return [tuple(line.split(maxsplit=1)) for line in HASHES.read_text().splitlines()]  # type: ignore[misc]


def _bytes(path: str) -> bytes:
    return (STATIC / path).read_bytes()

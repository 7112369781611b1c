"""How much memory the web server takes: its worker is the largest of its processes."""

from pathlib import Path

import psutil

MB = 1024 * 1024


class Family:
    """A process and its children."""

    def __init__(self, pid: int) -> None:
        self._head = psutil.Process(pid)

    @property
    def largest(self) -> float:
        """Megabytes of the largest member now."""
        return max(member.memory_info().rss for member in self._members()) / MB

    @property
    def peak(self) -> float:
        """Megabytes of the largest member at its largest; elsewhere than on Linux, now."""
        return max(_peak(member) for member in self._members()) / MB

    def sizes(self) -> dict[int, float]:
        """Megabytes of each member now."""
        return {member.pid: member.memory_info().rss / MB for member in self._members()}

    def forget_peaks(self) -> None:
        """Let each member's peak start from now."""
        for member in self._members():
            forget = Path(f"/proc/{member.pid}/clear_refs")
            if forget.exists():
                forget.write_text("5")

    def peaks(self) -> dict[int, float]:
        """Megabytes of each member at its largest."""
        return {member.pid: _peak(member) / MB for member in self._members()}

    def _members(self) -> list[psutil.Process]:
        return [self._head, *self._head.children(recursive=True)]


def _peak(member: psutil.Process) -> int:
    status = Path(f"/proc/{member.pid}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(member.memory_info().rss)

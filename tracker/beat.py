"""The clock of background work."""

import structlog
from celery.beat import Scheduler

from tracker.pulse import Pulse, beat

logger = structlog.get_logger(__name__)


class Clock(Scheduler):
    """Celery's plain scheduler, and a heartbeat.

    It keeps no file: whatever is due is found in the record, and a file that was torn by a power
    cut would stop the clock (S8).
    """

    def setup_schedule(self) -> None:
        """Count everything as due now: what a pause missed is caught up at the start."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at -= entry.schedule.run_every

    def tick(self, *args: object, **kwargs: object) -> float:
        """Send what is due; answers the seconds until the next look."""
        try:
            beat(Pulse.BEAT)
        except Exception:  # the queue may be away; the clock goes on
            logger.warning("heartbeat_not_written", part="beat")
        return float(super().tick(*args, **kwargs))

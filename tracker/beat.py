"""The clock of background work."""

import structlog
from celery.beat import Scheduler

from tracker.pulse import Pulse, beat

logger = structlog.get_logger(__name__)


class Clock(Scheduler):
    """Celery's plain scheduler, and a heartbeat.

    It keeps no file: all intervals are short, and a file that was torn by a power cut would stop
    the clock (S8).
    """

    def tick(self, *args: object, **kwargs: object) -> float:
        """Send what is due; answers the seconds until the next look."""
        try:
            beat(Pulse.BEAT)
        except Exception:  # the queue may be away; the clock goes on
            logger.warning("heartbeat_not_written", part="beat")
        return float(super().tick(*args, **kwargs))

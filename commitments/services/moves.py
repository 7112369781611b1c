"""The moves of 4.2 and 4.4 as services make them: anything else is refused and logged."""

import structlog
from django.utils.translation import gettext as _

from commitments.models import Commitment, Milestone
from commitments.rules.states import MoveRefused, check_commitment_move, check_move
from commitments.services.errors import Refused

logger = structlog.get_logger(__name__)


def require_move(row: Commitment | Milestone, name: str, target: str) -> None:
    """Refuse unless the table has the move of this name from the row's state to `target`.

    Two moves can lead between the same states (a withdrawal and a resumption, say), so the name
    is asked for as well.
    """
    check = check_move if isinstance(row, Milestone) else check_commitment_move
    try:
        if check(row.state, target).name == name:
            return
        problem = _("%(code)s is %(state)s, so this cannot be done now.") % {
            "code": row.code,
            "state": row.get_state_display(),
        }
    except MoveRefused as refused:
        problem = str(refused)
    logger.warning("move refused", about=row.code, move=name, state=row.state, target=target)
    raise Refused(problem, fix=_("Open it again to see what changed."))

"""What acts are called, by their kind, in histories and filters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, Any] = {
    "commitment.drafted": _("Commitment drafted"),
    "commitment.changed": _("Commitment changed"),
    "commitment.proposed": _("Sent for agreement"),
    "commitment.plan_returned": _("Plan returned"),
    "commitment.agreed": _("Plan agreed"),
    "commitment.rated": _("Rated by the coordinator"),
    "commitment.paused": _("Commitment paused"),
    "commitment.resumed": _("Commitment resumed"),
    "commitment.completed": _("Commitment completed"),
    "commitment.closed": _("Commitment closed early"),
    "commitment.reopened": _("Commitment reopened"),
    "partner.added": _("Partner added"),
    "partner.removed": _("Partner removed"),
    "partners.named": _("Partners named"),
    "contributor.added": _("Contributor added"),
    "contributor.removed": _("Contributor removed"),
    "milestone.drafted": _("Milestone drafted"),
    "milestone.changed": _("Milestone changed"),
    "milestone.removed": _("Milestone removed"),
    "milestone.submitted": _("Submitted for review"),
    "milestone.withdrawn": _("Submission withdrawn"),
    "milestone.accepted": _("Accepted as achieved"),
    "milestone.returned": _("Returned for changes"),
    "milestone.paused": _("Milestone paused"),
    "milestone.resumed": _("Milestone resumed"),
    "milestone.closed": _("Milestone closed"),
    "milestone.reopened": _("Milestone reopened"),
    "update.published": _("Update published"),
    "update.unchanged": _("Nothing has changed"),
    "evidence.added": _("Evidence added"),
    "date.asked": _("New date asked for"),
    "date.decided": _("Date request decided"),
    "date.withdrawn": _("Date request withdrawn"),
    "follow_up.sent": _("Followed up"),
    "escalation.opened": _("Escalation opened"),
    "escalation.raised": _("Escalation raised"),
    "escalation.answered": _("Escalation answered"),
    "escalation.decided": _("Escalation decided"),
    "escalation.closed": _("Escalation ended"),
    "task.set": _("Task set"),
    "task.done": _("Task done"),
    "plan.imported": _("Imported"),
    "plan.import_undone": _("Import undone"),
    "post.handed_over": _("Post handed over"),
    "post.named_head": _("Head of an organisation named"),
    "preferences.changed": _("Preferences of mail changed"),
    "preferences.unsubscribed": _("Letters ended by one click"),
    "preferences.muted": _("Commitment muted"),
    "preferences.unmuted": _("Commitment no longer muted"),
    "away.set": _("Absence set"),
    "away.ended": _("Absence ended"),
    "demo.founded": _("Invented data loaded"),
    "letter.tried_again": _("Letter tried again"),
    "job.called": _("Background task called by hand"),
    "ledger.exported": _("Ledger of reminders exported"),
}


def deed_words(kind: str) -> str:
    """The words for a kind of act; the kind itself, made readable, where it has none."""
    return str(DEEDS.get(kind) or kind.replace(".", ": ").replace("_", " ").capitalize())

from commitments.figures.models import CommitmentFigure, DayFigure, FigureDay
from commitments.models.commitment import Commitment, CommitmentPartner, Contributor
from commitments.models.date_request import DateRequest
from commitments.models.escalation import Escalation, EscalationAnswer, Task
from commitments.models.evidence import Evidence
from commitments.models.feed import CalendarFeed
from commitments.models.follow_up import FollowUp, FollowUpItem
from commitments.models.import_run import ImportRow, ImportRun
from commitments.models.job import Job
from commitments.models.mail_draft import MailDraft
from commitments.models.milestone import Milestone
from commitments.models.once import CodeSeries, Once
from commitments.models.plan import Plan
from commitments.models.rating import Rating
from commitments.models.round import ReportingRound, RoundLine
from commitments.models.stocktake import AgendaItem, Stocktake
from commitments.models.submission import Review, Submission
from commitments.models.update import MilestoneChange, Update
from commitments.reference.models import *  # noqa: F403

__all__ = [
    "AgendaItem",
    "CalendarFeed",
    "CodeSeries",
    "Commitment",
    "CommitmentFigure",
    "CommitmentPartner",
    "Contributor",
    "DateRequest",
    "DayFigure",
    "Escalation",
    "EscalationAnswer",
    "Evidence",
    "FigureDay",
    "FollowUp",
    "FollowUpItem",
    "ImportRow",
    "ImportRun",
    "Job",
    "MailDraft",
    "Milestone",
    "MilestoneChange",
    "Once",
    "Plan",
    "Rating",
    "ReportingRound",
    "Review",
    "RoundLine",
    "Stocktake",
    "Submission",
    "Task",
    "Update",
]

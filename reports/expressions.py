"""What tables of reports tell of a milestone or a commitment, as expressions for the database."""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Left

from accounts.models import Tenure
from commitments.models import Update
from commitments.querysets.milestone import Days, effective_finish
from commitments.rules.words import OPEN_STATES

SAID = 200


class Joined(Func):
    """The objectives of a commitment, main one first, as "7; 12"."""

    template = "array_to_string(array_prepend(%(expressions)s), '; ')"
    output_field = CharField()


def days_overdue(on: date) -> Case:
    """D2: days past the deadline of an open milestone, else 0."""
    return Case(
        When(
            Q(state__in=OPEN_STATES, deadline__lt=on),
            then=Days(Value(on, output_field=DateField()), F("deadline")),
        ),
        default=Value(0),
        output_field=IntegerField(),
    )


def slippage(on: date) -> Days:
    """D5: days from the first deadline to the effective finish."""
    return Days(effective_finish(on), F("first_deadline"))


def holder(post: str, *, on: date) -> Subquery:
    """The name of who holds a post on a day; empty when it is vacant."""
    running = Tenure.objects.running(on=on).filter(post=OuterRef(post))
    return Subquery(running.values("holder__name")[:1], output_field=CharField())


def newest_update(commitment: str, column: str) -> Subquery:
    """A column of the newest update of a commitment."""
    return Subquery(_updates(commitment).values(column)[:1])


def last_said(commitment: str) -> Subquery:
    """The first 200 letters of what was said last."""
    said: Any = _updates(commitment).annotate(said=Left("happened", SAID))
    return Subquery(said.values("said")[:1], output_field=CharField())


def _updates(commitment: str) -> Any:
    return Update.objects.filter(commitment=OuterRef(commitment)).order_by("-id")

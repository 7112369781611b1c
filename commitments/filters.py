"""One filter for list, tile, report, export and API: the query string means the same everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Post, User
from accounts.words import GovernanceLevel, OrganisationCategory
from commitments.calendars import coordinating_calendar
from commitments.forms.filters import DayField, FilterForm, NamedField
from commitments.models import CommitmentPartner, Milestone, Objective, Plan, Principle
from commitments.querysets.words import COMMITMENT_TEXTS, MILESTONE_TEXTS, with_words
from commitments.rules.dates import in_text
from commitments.rules.timing import late_review_sent_by
from commitments.rules.words import (
    CommitmentState,
    Confidence,
    Freshness,
    MilestoneState,
    TimingWord,
    Visibility,
)
from history import clock

ANY = _("Any")
NOT_RATED = "not_rated"
CONFIDENCE = [*Confidence.choices, (NOT_RATED, _("Not rated"))]
IN_REVIEW = (TimingWord.WAITING_FOR_REVIEW, TimingWord.REVIEW_LATE)
# A queryset with the words of `commitments.querysets`.
Rows = Any


@dataclass(frozen=True)
class Chosen:
    """One filter in use: its field, and what it asks for in words."""

    name: str
    label: str
    words: str

    def __str__(self) -> str:
        return f"{self.label}: {self.words}" if self.words else self.label


class Choices(django_filters.MultipleChoiceFilter):
    """One or several words of a list; any of them may match."""

    def __init__(self, choices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def filter(self, qs: Rows, value: list[str]) -> Rows:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class Day(django_filters.DateFilter):
    field_class = DayField


class Year(django_filters.Filter):
    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1990, max_value=2200, **kwargs)


class Tick(django_filters.BooleanFilter):
    """Narrows only when it is ticked."""

    field_class = forms.BooleanField

    def filter(self, qs: Rows, value: bool) -> Rows:
        return super().filter(qs, value) if value else qs


class Named(django_filters.Filter):
    """A body or a post, by its address or its name."""

    field_class = NamedField


def an_organisation(label: Any, **kwargs: Any) -> Named:
    """An organisation, by its address or its name."""
    rows, names = Organisation.objects.all(), ("name", "short_name")
    return Named(label=label, rows=rows, names=names, suggest="organisation", **kwargs)


def a_post(label: Any, **kwargs: Any) -> Named:
    """A post, by its address or its title."""
    return Named(
        label=label,
        rows=Post.objects.all(),
        names=("title",),
        within="organisation__short_name",
        suggest="post",
        **kwargs,
    )


class RecordFilter(django_filters.FilterSet):
    """What the filters of commitments and milestones share.

    Give the rows that the person may see, and the person. A value that cannot be read is left out
    and named in `errors`, so that a list stays; who needs it whole asks `is_valid()`.
    """

    TEXTS: ClassVar[tuple[str, ...]]

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, queryset: Rows, user: User, **kwargs: Any
    ) -> None:
        self.user = user
        super().__init__(data, queryset, **kwargs)

    class Meta:
        form = FilterForm

    def chosen(self) -> list[Chosen]:
        """The filters in use, in the order of the form."""
        if not self.is_bound or self.errors is None:
            return []
        read = self.form.cleaned_data
        return [
            Chosen(name, str(self.form.fields[name].label), self._in_words(name, read[name]))
            for name in self.form.fields
            if read.get(name)
        ]

    def describe(self) -> str:
        """The filters in use in words, for captions and reports; "" without any."""
        return "; ".join(str(one) for one in self.chosen())

    def _in_words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if value is True:
            return ""
        if isinstance(value, date):
            return in_text(value)
        labels = dict(getattr(field, "choices", ())) if isinstance(value, str | list) else {}
        if isinstance(value, list):
            return get_text_list([str(labels.get(one, one)) for one in value], _t("or"))
        return str(labels.get(value, value))

    def with_words(self, rows: Rows, name: str, value: str) -> Rows:
        return with_words(rows, value, self.TEXTS)

    @staticmethod
    def timed(rows: Rows, words: list[str]) -> Rows:
        """Milestones with one of these timing words; the calendar is asked only for reviews."""
        today = clock.today()
        sent_by = today
        if set(words) & set(IN_REVIEW):
            sent_by = late_review_sent_by(on=today, calendar=coordinating_calendar())
        return rows.timed(words, on=today, late_review_sent_by=sent_by)


class CommitmentFilter(RecordFilter):
    TEXTS = COMMITMENT_TEXTS

    q = django_filters.CharFilter(label=_("Words"), method="with_words", max_length=200)
    objective = django_filters.ModelChoiceFilter(
        label=_("Objective"),
        queryset=Objective.objects.all(),
        method="of_objective",
        empty_label=ANY,
    )
    organisation = an_organisation(_("Lead organisation"), field_name="lead_organisation")
    owner = a_post(_("Owner"), field_name="accountable_post")
    partner = an_organisation(_("Partner"), method="with_partner")
    partner_type = django_filters.ChoiceFilter(
        label=_("Partner type"),
        choices=OrganisationCategory.choices,
        method="with_partner_type",
        empty_label=ANY,
    )
    principle = django_filters.ModelChoiceFilter(
        label=_("Guiding principle"),
        queryset=Principle.objects.all(),
        method="with_principle",
        empty_label=ANY,
    )
    plan = django_filters.ModelChoiceFilter(
        label=_("Plan"), queryset=Plan.objects.all(), to_field_name="code", empty_label=ANY
    )
    deadline_from = Day(label=_("Deadline from"), method="with_deadline")
    deadline_to = Day(label=_("Deadline to"), method="with_deadline")
    ends_in = Year(label=_("Ends in the year"), field_name="ends_on", lookup_expr="year")
    visibility = django_filters.ChoiceFilter(
        label=_("Who can see it"), choices=Visibility.choices, empty_label=ANY
    )
    mine = Tick(label=_("Mine"), method="of_mine")
    my_organisation = Tick(label=_("My organisation"), method="of_my_organisation")
    main_objective = django_filters.ModelChoiceFilter(
        label=_("Main objective"), queryset=Objective.objects.all()
    )
    level = Choices(GovernanceLevel.choices, label=_("Governance level"))
    confidence = Choices(CONFIDENCE, label=_("Confidence"), method="with_confidence")
    timing = Choices(TimingWord.choices, label=_("A milestone is"), method="with_timing")
    state = Choices(CommitmentState.choices, label=_("State"))
    freshness = Choices(Freshness.choices, label=_("Last update"), method="with_freshness")

    def of_objective(self, rows: Rows, name: str, value: Objective) -> Rows:
        return rows.for_objective(value.pk)

    def with_confidence(self, rows: Rows, name: str, value: list[str]) -> Rows:
        levels = [None if word == NOT_RATED else word for word in value]
        return rows.headline(*levels) if levels else rows

    def with_timing(self, rows: Rows, name: str, value: list[str]) -> Rows:
        if not value:
            return rows
        timed = self.timed(Milestone.objects.order_by(), value)
        return rows.filter(pk__in=timed.values("commitment"))

    def with_freshness(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.freshness(*value) if value else rows

    def with_partner(self, rows: Rows, name: str, value: Organisation) -> Rows:
        partners = CommitmentPartner.objects.order_by().filter(organisation=value)
        return rows.filter(pk__in=partners.values("commitment"))

    def with_partner_type(self, rows: Rows, name: str, value: str) -> Rows:
        partners = CommitmentPartner.objects.order_by().filter(organisation__category=value)
        return rows.filter(pk__in=partners.values("commitment"))

    def with_principle(self, rows: Rows, name: str, value: Principle) -> Rows:
        return rows.filter(principles__contains=[value.pk])

    def with_deadline(self, rows: Rows, name: str, value: date) -> Rows:
        """Some counted milestone has its deadline in the period; both ends are asked as one."""
        if name == "deadline_to" and self.form.cleaned_data.get("deadline_from"):
            return rows
        dated = _within(Milestone.objects.order_by().counted(), self.form.cleaned_data)
        return rows.filter(pk__in=dated.values("commitment"))

    def of_mine(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.mine(self.user.standing.post_ids) if value else rows

    def of_my_organisation(self, rows: Rows, name: str, value: bool) -> Rows:
        # A method stands in for `Tick.filter`, so it is asked for what is not ticked as well.
        bodies = self.user.standing.organisation_ids
        return rows.filter(lead_organisation__in=bodies) if value else rows


class MilestoneFilter(RecordFilter):
    TEXTS = MILESTONE_TEXTS

    q = django_filters.CharFilter(label=_("Words"), method="with_words", max_length=200)
    objective = django_filters.ModelChoiceFilter(
        label=_("Objective"),
        queryset=Objective.objects.all(),
        method="of_objective",
        empty_label=ANY,
    )
    level = Choices(
        GovernanceLevel.choices, label=_("Governance level"), field_name="commitment__level"
    )
    organisation = an_organisation(
        _("Lead organisation"), field_name="commitment__lead_organisation"
    )
    owner = a_post(_("Owner"), field_name="commitment__accountable_post")
    responsible = a_post(_("Responsible"), field_name="responsible_post")
    state = Choices(MilestoneState.choices, label=_("State"))
    timing = Choices(TimingWord.choices, label=_("Timing"), method="with_timing")
    key = Tick(label=_("Key milestones"), field_name="is_key")
    plan = django_filters.ModelChoiceFilter(
        label=_("Plan"),
        queryset=Plan.objects.all(),
        to_field_name="code",
        field_name="commitment__plan",
        empty_label=ANY,
    )
    deadline_from = Day(label=_("Deadline from"), field_name="deadline", lookup_expr="gte")
    deadline_to = Day(label=_("Deadline to"), field_name="deadline", lookup_expr="lte")
    mine = Tick(label=_("Mine"), method="of_mine")

    def of_objective(self, rows: Rows, name: str, value: Objective) -> Rows:
        return rows.filter(
            Q(commitment__main_objective=value)
            | Q(commitment__other_objectives__contains=[value.pk])
        )

    def with_timing(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return self.timed(rows, value) if value else rows

    def of_mine(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.mine(self.user.standing.post_ids) if value else rows


def _within(milestones: Rows, read: Mapping[str, Any]) -> Rows:
    if read.get("deadline_from"):
        milestones = milestones.filter(deadline__gte=read["deadline_from"])
    if read.get("deadline_to"):
        milestones = milestones.filter(deadline__lte=read["deadline_to"])
    return milestones

"""The one filter of commitments: list, export, report and API ask with the same words."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.models import Commitment
from commitments.rules.words import CommitmentState


class CommitmentFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Search words"), method="search")
    objective = filters.NumberFilter(label=_("Objective"), method="of_objective")
    level = filters.ChoiceFilter(label=_("Governance level"), choices=GovernanceLevel.choices)
    organisation = filters.ModelChoiceFilter(
        label=_("Lead organisation"),
        field_name="lead_organisation",
        to_field_name="slug",
        queryset=Organisation.objects.all(),
    )
    state = filters.ChoiceFilter(label=_("State"), choices=CommitmentState.choices)

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def search(self, rows: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        return rows.filter(Q(code__icontains=value) | Q(title__icontains=value))

    def of_objective(
        self, rows: QuerySet[Commitment], name: str, value: int
    ) -> QuerySet[Commitment]:
        return rows.for_objective(int(value))

    def describe(self) -> str:
        if not self.form.is_valid():
            return ""
        return ", ".join(
            f"{self.form.fields[name].label}: {value}"
            for name, value in self.form.cleaned_data.items()
            if value
        )

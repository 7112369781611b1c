"""The components with made-up words: for builders, reviewers and screen readers."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commitments.rules.words import CommitmentState, Confidence, MilestoneState

TODAY = date(2026, 6, 16)
NOW = datetime(2026, 6, 16, 9, 41, tzinfo=ZoneInfo("Europe/Stockholm"))
PAGES = ("components", "overdue", "commitment", "form")
DEFINITIONS = {
    "on_track": "We expect to meet every key deadline. We know of nothing we cannot handle"
    " ourselves.",
    "at_risk": "We may miss a deadline or fall short unless something changes. We have a plan and"
    " mostly need time or attention.",
    "off_track": "We will miss a key deadline or the result is in doubt. We need a decision or"
    " help from others.",
}


class UpdateForm(forms.Form):
    """Every kind of field that the screens need."""

    confidence = forms.ChoiceField(
        label="How is delivery going?",
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        help_text="On 3 June you said: On track.",
        error_messages={"required": "Select how delivery is going"},
    )
    problem = forms.CharField(
        label="What is the problem?",
        max_length=600,
        widget=forms.Textarea,
        error_messages={"required": "Say what the problem is"},
    )
    happened = forms.CharField(
        label="What has happened since 3 June?",
        max_length=1500,
        widget=forms.Textarea,
        required=False,
    )
    expected_on = forms.DateField(
        label="Expected date", help_text="Your honest view. It changes no promise.", required=False
    )
    organisation = forms.ChoiceField(
        label="From whom do you need help?",
        choices=[
            ("", "Nobody"),
            ("justice", "Ministry of Justice"),
            ("labour", "Ministry of Labour"),
        ],
        required=False,
    )
    principles = forms.MultipleChoiceField(
        label="Which guiding principles does it serve?",
        choices=[("A", "People-centred"), ("E", "Gender-responsive"), ("F", "Child-sensitive")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    title = forms.CharField(label="Short title", max_length=120, required=False)
    evidence = forms.FileField(label="Add a file", help_text="Up to 25 MB.", required=False)
    public = forms.BooleanField(
        label="Suggest for the public page", help_text="A coordinator decides.", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confidence"].widget.definitions = DEFINITIONS


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Public, and about nobody: no record is read."""
    page = request.GET.get("page", "components")
    if page not in PAGES:
        page = "components"
    context = {
        "today": TODAY,
        "now": NOW,
        "first": date(2026, 3, 31),
        "later": date(2026, 7, 14),
        "milestone_states": MilestoneState.choices,
        "commitment_states": CommitmentState.choices,
        "form": UpdateForm(),
        "wrong_form": UpdateForm(
            {"happened": "Lease signed", "expected_on": "31 31"}, prefix="wrong"
        ),
        "bands": _bands(),
        "conflict": CONFLICT,
        "pages": [
            {"label": name.title(), "url": f"?page={name}", "current": name == page}
            for name in PAGES
        ],
        "tabs": [
            {"label": "Overview", "url": "?page=commitment", "current": True},
            {"label": "Milestones", "url": "?page=commitment", "count": 9},
            {"label": "Updates", "url": "?page=commitment", "count": 14},
            {"label": "Documents", "url": "?page=commitment", "count": 3},
            {"label": "History", "url": "?page=commitment"},
        ],
        "steps": [
            {"label": "Upload", "url": "?", "state": "done"},
            {"label": "Match columns", "url": "", "state": "current"},
            {"label": "Check rows", "url": "", "state": "later"},
        ],
    }
    return render(request, f"gallery/{page}.html", context)


CONFLICT = [
    {
        "name": "keep_next",
        "label": "What happens next",
        "yours": "Sign the lease by 12 June.",
        "stored": "Sign the lease by 26 June, after the council has met.",
    }
]

# objective, number, days late, milestone, commitment, its title, lead, owner, expected in days,
# moves, last said, reminders, last reminder, key
OVERDUE = """
# Over 60 days
7|M02|77|Establish mobile consular teams along the northern corridor|GCM-07-0003|Mobile consular services|Ministry of Foreign Affairs|Amina Larsson||2|Vehicles are delivered; drivers are still to be cleared.|3|10 Jun|
# 31 to 60 days
10|M04|42|Ratify the bilateral protocol against trafficking|GCM-10-0011|Protocol with a neighbouring state|Ministry of Justice|Jonas Berg|24|1|Second reading is on the agenda of 2 July.|2|8 Jun|key
21|M01|33|Pay out the second part of the reintegration grants|GCM-21-0002|Reintegration grants|Agency for Return|||0||||
# 8 to 30 days
5|M03|18|Publish the quota for seasonal workers|GCM-05-0007|Seasonal work permits|Ministry of Labour|Sara Lindqvist|24|0|Social partners answered; text is with the legal unit.|1|3 Jun|key
3|M05|13|Open the information portal in nine languages|GCM-03-0001|Information before departure|Migration Agency|Omar Nilsson|9|0|Seven of nine translations are checked.|1|8 Jun|
# 1 to 7 days
1|M02|5|Deliver the 2025 migration statistics by sex and age|GCM-01-0004|Disaggregated statistics|Statistics Office|Elin Ek|3|0|Quality check runs until Thursday.|||
18|M06|1|Recognise nursing qualifications mutually|GCM-18-0009|Recognition of skills|Ministry of Education|Peter Åkesson||0|Waiting for the signature of the partner.|||
"""  # noqa: E501
NAMES = (
    *("objective", "number", "days", "title", "commitment", "commitment_title", "organisation"),
    *("owner", "expected_in", "moves", "said", "reminders", "reminded", "key"),
)


def _bands() -> list[dict[str, Any]]:
    bands: list[dict[str, Any]] = []
    for line in OVERDUE.strip().splitlines():
        if line.startswith("# "):
            bands.append({"label": line[2:], "rows": []})
            continue
        row: dict[str, Any] = dict(zip(NAMES, line.split("|"), strict=True))
        row["moves"] = int(row["moves"])
        row["deadline"] = TODAY - timedelta(days=int(row["days"]))
        row["first"] = row["deadline"] - timedelta(days=61 * row["moves"])
        if row["expected_in"]:
            row["expected"] = TODAY + timedelta(days=int(row["expected_in"]))
        bands[-1]["rows"].append(row)
    return bands

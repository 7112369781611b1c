"""What is filled in on the way to an agreed plan (screen 5)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Post, User
from commitments.forms.bodies import ComparingForm
from commitments.forms.filters import NamedField
from commitments.forms.parts import choice_field, day_field, line_field, text_field
from commitments.models import (
    Commitment,
    LevelNote,
    Milestone,
    Objective,
    Plan,
    Principle,
)
from commitments.rights import Right, Scope, scopes
from commitments.rules.words import PartnerRole
from commitments.services.drafts import LENGTHS
from commitments.web import DeedForm

TITLE_LENGTH = 120
AGREE, RETURN = "agree", "return"


def organisation_field(label: Any, *, missing: Any = "", hint: Any = "") -> NamedField:
    """An organisation by its name, with suggestions."""
    return NamedField(
        rows=Organisation.objects.all(),
        names=("name", "short_name"),
        suggest="organisation",
        label=label,
        help_text=hint,
        required=bool(missing),
        error_messages={"required": missing},
    )


def post_field(label: Any, *, missing: Any = "", hint: Any = "") -> NamedField:
    """A post by its title, with suggestions."""
    return NamedField(
        rows=Post.objects.open_on(),
        names=("title",),
        within="organisation__short_name",
        suggest="post",
        label=label,
        help_text=hint,
        required=bool(missing),
        error_messages={"required": missing},
    )


class CommitmentForm(ComparingForm, forms.ModelForm):
    """The text of a draft. Plan and main objective were chosen when it was given its code."""

    title = line_field(_("Title"), missing=_("Give it a title."), most=TITLE_LENGTH)
    wording = text_field(
        _("What is promised?"),
        most=LENGTHS["wording"],
        rows=6,
        hint=_("The agreed wording, as it stands in the source."),
    )
    why = text_field(_("Why it matters"))
    lead_organisation = organisation_field(
        _("Lead organisation"), missing=_("Say which organisation leads.")
    )
    accountable_post = post_field(
        _("Accountable owner"),
        hint=_("The one post that answers for it. A plan without one cannot be agreed."),
    )
    level_reason = line_field(_("Why this level?"), most=500)
    source_document = line_field(_("Source document and paragraph"), most=500)
    registry_number = line_field(_("Registry number"), most=60)
    other_objectives = forms.TypedMultipleChoiceField(
        label=_("Other objectives"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    principles = forms.MultipleChoiceField(
        label=_("Guiding principles that it shows best"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All ten apply to all commitments."),
    )
    starts_on = day_field(_("Start"))
    ends_on = day_field(_("End"))
    time_tolerance = forms.IntegerField(
        label=_("Time tolerance in days"),
        initial=Commitment._meta.get_field("time_tolerance").default,
        error_messages={"required": _("Enter the days of tolerance; 0 for none.")},
        min_value=0,
        max_value=365,
        help_text=_("Days that a milestone may be late before the commitment is off track."),
        widget=forms.NumberInput(attrs={"data-width": "short"}),
    )

    class Meta:
        model = Commitment
        fields: ClassVar[list[str]] = [
            "title", "wording", "why", "source_document", "registry_number",
            "other_objectives", "level", "level_reason", "principles",
            "lead_organisation", "accountable_post",
            "starts_on", "ends_on", "update_interval", "time_tolerance", "visibility",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "level": forms.RadioSelect,
            "update_interval": forms.RadioSelect,
            "visibility": forms.RadioSelect,
        }

    def __init__(self, data: Any = None, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self._read_choices()
        lead = self.fields["lead_organisation"]
        lead.rows = leading(user)  # type: ignore[attr-defined]
        level = self.fields["level"]
        level.choices = [one for one in level.choices if one[0]]  # type: ignore[attr-defined]
        notes = {note.level: note.meaning for note in LevelNote.objects.all()}
        level.widget.definitions = notes
        level.error_messages["required"] = _("Choose at which level it is best decided.")

    def _read_choices(self) -> None:
        objectives = [(one.pk, str(one)) for one in Objective.objects.all()]
        self.fields["other_objectives"].choices = objectives  # type: ignore[attr-defined]
        letters = [(one.pk, str(one)) for one in Principle.objects.all()]
        self.fields["principles"].choices = letters  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end must be the same as or after the start."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewCommitmentForm(CommitmentForm):
    """Start a draft: plan and main objective are asked as well."""

    plan = forms.ModelChoiceField(
        label=_("Plan"),
        queryset=Plan.objects.all(),
        error_messages={"required": _("Choose the plan that it belongs to.")},
    )
    main_objective = forms.ModelChoiceField(
        label=_("Main objective"),
        queryset=Objective.objects.all(),
        help_text=_("It stands in the code, so it cannot be changed later."),
        error_messages={"required": _("Choose the objective that it serves most.")},
    )

    field_order = ["plan", "title", "wording", "why", "main_objective"]

    def __init__(self, data: Any = None, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(data, *args, user=user, **kwargs)
        plans = list(Plan.objects.all()[:2])
        if len(plans) == 1:
            self.fields["plan"].initial = plans[0].pk


class MilestoneForm(ComparingForm, forms.ModelForm):
    """A milestone of a draft."""

    title = line_field(_("Milestone"), missing=_("Give it a title."), most=200)
    achieved_test = text_field(
        _("What counts as achieved?"),
        hint=_("One point a line. Somebody else must be able to say yes or no to each."),
    )
    deadline = day_field(_("Deadline"))
    responsible_post = post_field(
        _("Responsible"), hint=_("The accountable owner, when left empty.")
    )
    weight = forms.TypedChoiceField(
        label=_("Weight"),
        coerce=int,
        choices=[(number, str(number)) for number in range(1, 6)],
        initial=1,
        help_text=_("How much it counts for completion, from 1 to 5."),
    )

    class Meta:
        model = Milestone
        fields: ClassVar[list[str]] = [
            "title", "achieved_test", "deadline", "responsible_post", "is_key", "weight",
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PartnerForm(DeedForm):
    """An organisation with a role."""

    organisation = organisation_field(
        _("Organisation"), missing=_("Say which organisation takes part.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose")), *PartnerRole.choices],
        error_messages={"required": _("Choose its role.")},
    )
    does = line_field(_("What it does"), most=300)


class ContributorForm(DeedForm):
    """A post that does work and may log progress."""

    post = post_field(_("Post"), missing=_("Say which post contributes."))


class ProposeForm(DeedForm):
    """Nothing is asked: the page shows what is sent."""


class DecideForm(DeedForm):
    """Agree a plan or return it."""

    decision = choice_field(
        _("Your decision"),
        [(AGREE, _("Agree plan")), (RETURN, _("Return with comments"))],
        missing=_("Choose whether you agree the plan or return it."),
        definitions={
            AGREE: _("First deadlines are fixed for ever, and milestones become promises."),
            RETURN: _("It is a draft again. Its writers read your comments."),
        },
    )
    reason = text_field(
        _("Your reasons or comments"),
        hint=_("Asked for when you return the plan, and when you agree it against a warning."),
    )

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_warnings = has_warnings

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason", "").strip():
            return cleaned
        if cleaned.get("decision") == RETURN:
            self.add_error("reason", _("Say what to change before the plan can be agreed."))
        if cleaned.get("decision") == AGREE and self.has_warnings:
            self.add_error("reason", _("Say why the plan is agreed despite the warnings."))
        return cleaned


def leading(user: User) -> Any:
    """The organisations that somebody may draft for."""
    found = scopes(user.standing, Right.DRAFT)
    if Scope.ALL in found:
        return Organisation.objects.all()
    bodies = user.standing.organisations_as(found.get(Scope.OWN_ORGANISATION, []))
    return Organisation.objects.filter(pk__in=bodies)

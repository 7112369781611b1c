"""Open, answer, raise, decide and end an escalation (screen 12)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.forms.bodies import NamedPosts
from commitments.forms.parts import choice_field, day_field, line_field, text_field
from commitments.models import Commitment, Escalation
from commitments.rules.escalation import OPTIONS_AT_LEAST, EscalationEnd
from commitments.selectors.escalations import heads_to_ask, posts_to_ask
from commitments.services.escalations import NAME_LENGTH, TASK_LENGTH, NewTask
from commitments.web import DeedForm

OPTIONS = 4
TASKS = 3


class EscalateForm(DeedForm):
    reason = text_field(
        _("Why is it escalated?"),
        missing=_("Say why this is escalated."),
        hint=_("The focal point reads this, and so does the owner."),
    )


class AnswerForm(DeedForm):
    happened = text_field(_("What happened"), missing=_("Say what happened."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, OPTIONS + 1):
            missing = _("Give at least two options.") if number <= OPTIONS_AT_LEAST else ""
            self.fields[f"option_{number}"] = text_field(
                _("Option %(n)d") % {"n": number}, missing=missing, rows=2
            )
        self.fields["recommendation"] = text_field(
            _("What we recommend"), missing=_("Say which option you recommend."), rows=3
        )
        self.fields["decision_from"] = line_field(
            _("Decision needed from"),
            missing=_("Name who has to decide."),
            most=NAME_LENGTH,
            hint=_("A person, a body, or a meeting."),
        )
        self.fields["decide_by"] = day_field(
            _("By when"), missing=_("Enter the day by which it must be decided.")
        )

    @property
    def answer(self) -> dict[str, Any]:
        """As the service takes it."""
        read = self.cleaned_data
        names = ("happened", "recommendation", "decision_from", "decide_by")
        options = [read.get(f"option_{number}", "") for number in range(1, OPTIONS + 1)]
        return {name: read[name] for name in names} | {"options": options}


class HeadForm(DeedForm):
    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("Who is asked?"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who is asked.")},
        help_text=_("The head of the organisation, or who answers for it."),
    )
    reason = text_field(_("What should they know?"), rows=3)

    def __init__(self, *args: Any, escalation: Escalation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = heads_to_ask(escalation.commitment)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["post"].initial = posts.filter(is_head=True).first()


class SteeringGroupForm(DeedForm):
    reason = text_field(_("What should they know?"), rows=3)


class DecisionForm(DeedForm):
    """The decision, and up to three tasks: what, who, by when."""

    decision = text_field(_("What was decided?"), missing=_("Write what was decided."))

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = posts_to_ask(commitment)
        for number in range(1, TASKS + 1):
            facts = {"n": number}
            self.fields[f"what_{number}"] = line_field(
                _("Task %(n)d: what is to be done?") % facts, most=TASK_LENGTH
            )
            who = forms.ModelChoiceField(
                Post.objects.none(), label=_("Task %(n)d: who?") % facts, empty_label=_("Choose")
            )
            self.fields[f"who_{number}"] = NamedPosts.like(who, posts)
            self.fields[f"due_{number}"] = day_field(_("Task %(n)d: by when?") % facts)

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        for number in range(1, TASKS + 1):
            names = {
                "what": _("Say in a sentence what is to be done."),
                "who": _("Choose who does it."),
                "due": _("Enter the day by which it is to be done."),
            }
            given = [name for name in names if read.get(f"{name}_{number}")]
            for name, missing in names.items():
                field = f"{name}_{number}"
                if given and name not in given and field not in self.errors:
                    self.add_error(field, missing)
        return read

    @property
    def tasks(self) -> list[NewTask]:
        read = self.cleaned_data
        return [
            NewTask(read[f"what_{n}"], read[f"who_{n}"], read[f"due_{n}"])
            for n in range(1, TASKS + 1)
            if read.get(f"what_{n}")
        ]


class EndForm(DeedForm):
    outcome = choice_field(
        _("How did it end?"), EscalationEnd.choices, missing=_("Choose how it ended.")
    )
    reason = text_field(_("In a sentence"), missing=_("Say in a sentence how it ended."), rows=3)

"""Organisations, posts, people: what administrators and holders of posts fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Post, User
from accounts.words import Role
from commitments.forms.parts import choice_field, day_field, line_field, text_field
from commitments.models import Country
from commitments.services.posts import possible_successors
from commitments.web import DeedForm
from history import clock

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
STORED = "stored"


class PersonField(forms.EmailField):
    """A person who has an account, by e-mail address: exact, short, and no list of everybody."""

    default_error_messages = {
        "unknown": _("Nobody here has this address. Check it, or ask an administrator to add them.")
    }

    def clean(self, value: Any) -> User | None:
        address = super().clean(value)
        if not address:
            return None
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise ValidationError(self.error_messages["unknown"], "unknown")
        return person


def person_field(label: Any, *, missing: Any = "", hint: Any = "") -> PersonField:
    """The address of somebody, with the people of the organisation as suggestions."""
    return PersonField(
        label=label,
        help_text=hint,
        required=bool(missing),
        widget=forms.EmailInput(attrs={"list": "people", "autocomplete": "off"}),
        error_messages={"required": missing},
    )


class ComparingForm(DeedForm):
    """A form that shows both versions when the record was changed meanwhile (3.0.5).

    Each field that differs is chosen: `choose-<field>` is "yours" or "stored".
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and any(name.startswith("choose-") for name in data):
            data = self._chosen(data)
        super().__init__(data, *args, **kwargs)

    def show_both(self, stored: Any, version: int | None) -> list[dict[str, Any]]:
        """What differs from what is stored; sending again is based on that."""
        self.rebase(version or 0)
        rows = []
        for name in self.Meta.fields:  # type: ignore[attr-defined]
            field = self.fields[name]
            now = field.prepare_value(forms.model_to_dict(stored, [name]).get(name))
            yours = self[name].value()
            if self._text(name, now) != self._text(name, yours):
                rows.append(
                    {
                        "name": f"choose-{name}",
                        "label": field.label,
                        "yours": self._text(name, yours),
                        "stored": self._text(name, now),
                        "field": name,
                        "values": _posted(now),
                    }
                )
        return rows

    def _text(self, name: str, value: Any) -> str:
        choices = {str(key): str(words) for key, words in getattr(self.fields[name], "choices", [])}
        if isinstance(value, list | tuple):
            return ", ".join(choices.get(str(one), str(one)) for one in value)
        if isinstance(value, bool) or value in ("on", None, ""):
            return str(_("Yes")) if value else ""
        return choices.get(str(value), str(value))

    @staticmethod
    def _chosen(data: Any) -> Any:
        data = data.copy()
        for name in [name for name in data if name.startswith("choose-")]:
            if data[name] == STORED:
                field = name.removeprefix("choose-")
                data.setlist(field, data.getlist(f"stored-{field}"))
        return data


def _posted(value: Any) -> list[Any]:
    """A value as a browser would send it."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, bool):
        return ["on"] if value else []
    return ["" if value is None else value]


class OrganisationForm(ComparingForm, forms.ModelForm):
    """Add or change an organisation."""

    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.all(),
        required=False,
        empty_label=_("None"),
        help_text=_("Leave empty for bodies of several countries."),
    )
    working_week = forms.TypedMultipleChoiceField(
        label=_("Working week"),
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one working day.")},
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "category",
            "governance_level",
            "country",
            "parent",
            "working_week",
            "is_coordinating_body",
        ]
        help_texts = {
            "short_name": _("As people say it, for tables: Labour."),
            "is_coordinating_body": _("Review days are counted by its working week and holidays."),
        }
        error_messages = {
            "name": {
                "required": _("Enter the name of the organisation."),
                "unique": _("An organisation of this name is known already."),
            },
            "short_name": {"required": _("Enter a short name.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("None")  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        country = self.cleaned_data["country"]
        return country.pk if country else ""


class HolidayForm(DeedForm):
    """A day off."""

    on = day_field(_("Day"), missing=_("Enter the day."))
    name = line_field(_("Name of the day"), most=100)


class PostForm(DeedForm):
    """A new post."""

    title = line_field(
        _("Title"),
        missing=_("Enter the title of the post."),
        most=150,
        hint=_("What the post is, not who holds it: Head of Unit for Return."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.all(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the organisation.")},
    )
    role = choice_field(
        _("Role"),
        Role.choices,
        missing=_("Choose the role."),
        definitions={
            Role.COORDINATOR: _("Agrees plans, reviews, rates, decides date requests."),
            Role.FOCAL_POINT: _("Answers for the work of the whole organisation."),
            Role.OFFICIAL: _("Logs progress and submits where this post is owner or contributor."),
            Role.ADMINISTRATOR: _("Keeps organisations, people, posts and calendars."),
            Role.AUDITOR: _("Reads everything, exports, verifies. Changes nothing."),
            Role.OBSERVER: _("Reads what the organisation takes part in."),
        },
    )


class ClosePostForm(DeedForm):
    """The last day of a post."""

    on = day_field(_("Last day of the post"), missing=_("Enter the last day."))


class AppointForm(DeedForm):
    """Who holds a vacant post from when."""

    holder = person_field(_("Email address"), missing=_("Enter the address of the person."))
    starts_on = day_field(_("First day"), missing=_("Enter the first day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.real_today()


class DeputyForm(DeedForm):
    """Who stands in from when to when."""

    deputy = person_field(_("Email address"), missing=_("Enter the address of the person."))
    starts_on = day_field(_("First day"), missing=_("Enter the first day."))
    ends_on = day_field(_("Last day"), missing=_("Enter the last day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.real_today()


class HandOverForm(DeedForm):
    """Who takes over a post, or which post takes its items; from when; what they must know."""

    on = day_field(
        _("From which day"),
        missing=_("Enter the day."),
        hint=_("The present holder acts until the day before."),
    )
    to = person_field(
        _("Email address of who takes over"),
        hint=_("All open items stay with the post, so this person has every one of them."),
    )
    items_to = forms.ModelChoiceField(
        label=_("If nobody takes over yet: the post that takes the open items"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("The items move at once, so the day must be today."),
    )
    note = text_field(
        _("Hand-over note"),
        missing=_("Write what the next holder must know."),
        rows=6,
        hint=_("What is under way, what was promised to whom, where things are kept."),
    )

    def __init__(self, *args: Any, post: Post, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.real_today()
        successors: QuerySet[Post] = possible_successors(post, by=by)
        self.fields["items_to"] = NamedPosts.like(self.fields["items_to"], successors)
        if not successors.exists():
            del self.fields["items_to"]


class NamedPosts(forms.ModelChoiceField):
    """A choice of posts that are told apart by their organisation."""

    @classmethod
    def like(cls, field: Any, posts: QuerySet[Post]) -> "NamedPosts":
        return cls(
            label=field.label,
            help_text=field.help_text,
            queryset=posts.select_related("organisation"),
            required=False,
            empty_label=field.empty_label,
        )

    def label_from_instance(self, post: Any) -> str:
        return f"{post.title}, {post.organisation.short_name}"


class PersonForm(ComparingForm, forms.ModelForm):
    """Add a person, or correct a name or an address."""

    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"name": _("Name"), "email": _("Email address")}
        error_messages = {
            "name": {"required": _("Enter the name of the person.")},
            "email": {
                "required": _("Enter the email address."),
                "unique": _("Somebody with this email address is known already."),
            },
        }

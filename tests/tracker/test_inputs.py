import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from tracker.inputs import Renderer

HOSTILE = "<b>&\"'"
CHOICES = [("a", HOSTILE), (1, "One"), ("", mark_safe("<i>None</i>"))]
WIDGETS = [
    (forms.TextInput({"data-x": HOSTILE, "required": True, "disabled": False}), HOSTILE),
    (forms.TextInput(), mark_safe("&amp;")),
    (forms.NumberInput({"min": 0}), 7),
    (forms.NumberInput(), None),
    (forms.EmailInput(), ""),
    (forms.PasswordInput(render_value=True), HOSTILE),
    (forms.HiddenInput(), 1_000_000),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput({"class": "x"}), False),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["a", 1]),
    (forms.RadioSelect(choices=CHOICES), "a"),
    (forms.Select(choices=CHOICES), 1),
    (forms.Textarea(), HOSTILE),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_control_is_written_as_django_writes_it(widget: forms.Widget, value: object) -> None:
    attributes = {"id": "id_x", "aria-describedby": HOSTILE}

    written = widget.render("x<", value, attributes, Renderer())

    assert written == widget.render("x<", value, attributes, TemplatesSetting())


def test_option_stands_alone_as_django_writes_it() -> None:
    class Form(forms.Form):
        one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)

    ours, django = Form({"one": "1"}, renderer=Renderer()), Form({"one": "1"})
    django.renderer = TemplatesSetting()

    tags = [option.tag() for option in ours["one"]]

    assert tags == [option.tag() for option in django["one"]]
    assert sum(" checked" in tag for tag in tags) == 1

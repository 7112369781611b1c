"""Components as page builders use them: empty values, blanks, escaping, forms."""

from datetime import date

import pytest
from django import forms
from django.template import RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def draw(source, query="", **values):
    request = RequestFactory().get(f"/components{query}")
    return Template(CottonCompiler().process(source)).render(RequestContext(request, values))


def test_date_stands_in_a_sentence_without_a_blank_after_it():
    words = draw('(<c-date :value="day" long="yes" />)', day=date(2026, 6, 16))

    assert words == '(<time class="nowrap" datetime="2026-06-16">16 June 2026</time>)'


@pytest.mark.parametrize(
    "empty",
    [
        '<c-date :value="nothing" />',
        '<c-value :of="nothing" />',
        '<c-completion :percent="nothing" />',
        '<c-fact label="Gap" :value="nothing" />',
        '<c-answer label="Note" :value="nothing" />',
        "<c-heat-cell />",
    ],
)
def test_empty_value_is_a_dash_with_a_word_for_the_ear(empty):
    drawn = draw(empty, nothing=None)

    assert '<span aria-hidden="true">–</span><span class="hidden-text">none</span>' in drawn


def test_zero_is_a_value():
    assert draw('<c-value :of="none_yet" />', none_yet=0) == "0"


def test_completion_says_fraction_and_percent():
    drawn = draw('<c-completion :achieved="7" :total="9" :percent="77" />')

    assert "7 of 9, <strong>77%</strong>" in drawn


@pytest.mark.parametrize(
    ("level", "shape", "word"),
    [
        ("on_track", "on_track", "On track"),
        ("at_risk", "at_risk", "At risk"),
        ("off_track", "off_track", "Off track"),
        ("", "not_rated", "Not rated"),
        (None, "not_rated", "Not rated"),
    ],
)
def test_confidence_shows_shape_and_word(level, shape, word):
    drawn = draw('<c-confidence :level="level" />', level=level)

    assert f"#{shape}" in drawn
    assert word in drawn


def test_component_escapes_what_people_wrote():
    drawn = draw('<c-page-header title="{{ title }}" />', title="<b>O'Brien & Sons</b>")

    assert "<h1>&lt;b&gt;O&#x27;Brien &amp; Sons&lt;/b&gt;</h1>" in drawn


def test_component_sees_nothing_of_the_page_around_it():
    assert "secret" not in draw('<c-tile label="Overdue" value="7" />', note="secret")


def test_sort_turns_round_and_leaves_the_page_number_behind():
    drawn = draw(
        '<c-sort field="code" sort="code" label="Code" />', "?level=bilateral&sort=code&page=3"
    )

    assert 'aria-sort="ascending"' in drawn
    assert 'href="?level=bilateral&amp;sort=-code"' in drawn


class PlanForm(forms.Form):
    title = forms.CharField(label="Title", max_length=120, help_text="Short")
    rating = forms.ChoiceField(
        label="Rating", choices=[("on", "On track"), ("off", "Off track")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea, max_length=600)
    due = forms.DateField(label="Due", required=False)


def test_field_says_its_error_in_a_word_and_points_to_it():
    drawn = str(PlanForm({})["title"].as_field_group())

    assert '<p class="error-text" id="id_title_error"><span><strong>Error:</strong>' in drawn
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_optional_fields_are_marked_and_required_ones_are_not():
    form = PlanForm()

    assert "(optional)" in str(form["note"].as_field_group())
    assert "(optional)" not in str(form["title"].as_field_group())
    assert "*" not in str(form)


def test_date_field_uses_the_browsers_own_control():
    drawn = str(PlanForm(initial={"due": date(2026, 6, 16)})["due"])

    assert drawn.startswith('<input type="date" name="due" value="2026-06-16"')


def test_error_summary_links_to_the_first_control_of_each_field():
    drawn = draw('<c-error-summary :form="form" />', form=PlanForm({}))

    assert 'href="#id_title"' in drawn
    assert 'href="#id_rating_0"' in drawn


def test_error_summary_of_a_form_without_problems_is_not_there():
    form = PlanForm({"title": "Desk", "rating": "on"})

    assert draw('<c-error-summary :form="form" />', form=form) == ""

"""`{% rows %}`, by which long lists are written: the same as `{% for %}`."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe

BODY = (
    "<tr id='{{ m.code }}'><td>{{ word }}: {{ m.title }}</td>"
    "{% if m.late %}<b>{{ m.late }}{% if m.is_key %} {{ word|upper }}{% endif %}</b>"
    "{% else %}<i>{{ m.nothing }}</i>{% endif %}</tr>"
)
ROWS = [
    {"code": "A", "title": "<b>&'\"", "late": 1, "is_key": True, "nothing": None},
    {"code": "B", "title": mark_safe("<b>"), "late": 0, "is_key": True, "nothing": None},
    {"code": "C", "title": "", "late": 2.5, "is_key": False, "nothing": "0"},
]


def draw(source: str, **values: object) -> str:
    return Template("{% load rows %}" + source).render(Context(values))


def test_rows_are_written_as_by_a_loop():
    looped = draw("{% for m in page %}" + BODY + "{% endfor %}", page=ROWS, word="<w>")

    written = draw("{% rows m in page %}" + BODY + "{% endrows %}", page=ROWS, word="<w>")

    assert written == looped


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_rows_of_nothing_are_nothing(nothing):
    assert draw("{% rows m in page %}" + BODY + "{% endrows %}", page=nothing) == ""


@pytest.mark.parametrize(
    "body",
    [
        "{{ m.title|upper }}",
        "{{ m.owner.name }}",
        "{{ m }}",
        "{% if m.late > 2 %}late{% endif %}",
        "{% if m.late %}late{% elif m.is_key %}key{% endif %}",
        "{% with t=m.title %}{{ t }}{% endwith %}",
        "{% for x in page %}{{ m.title }}{% endfor %}",
        "{% alike m.late %}{{ m.title }}{% endalike %}",
        "{% alike word %}{{ m.title }}{% endalike %}",
    ],
)
def test_rows_refuse_what_takes_more_thought(body):
    with pytest.raises(TemplateSyntaxError, match="takes"):
        draw("{% rows m in page %}" + body + "{% endrows %}", page=ROWS)


def test_rows_explain_how_they_are_written():
    with pytest.raises(TemplateSyntaxError, match="Write"):
        draw("{% rows page %}{% endrows %}", page=ROWS)


def test_rows_that_are_alike_share_a_drawing():
    body = "{% alike m.late m.is_key %}{{ m.late|add:1 }}{% cycle 'a' 'b' 'c' %}{% endalike %};"
    page = [*ROWS, ROWS[0], ROWS[1]]

    written = draw("{% rows m in page %}" + body + "{% endrows %}", page=page)

    assert written == "2a;1b;3.5c;2a;1b;".replace("3.5", str(draw("{{ x|add:1 }}", x=2.5)))

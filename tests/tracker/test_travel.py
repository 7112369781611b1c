import pytest

from tracker.travel import carry

DAY = "2026-03-31"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/commitments">', '<a href="/commitments?as_of=2026-03-31">'),
        ('<a href="/c?x=1#top">', '<a href="/c?x=1&amp;as_of=2026-03-31#top">'),
        ('<a class="b" href="?sort=code">', '<a class="b" href="?sort=code&amp;as_of=2026-03-31">'),
        ('<a href="?">', '<a href="?as_of=2026-03-31">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<a href="/c?as_of=2026-03-31">', '<a href="/c?as_of=2026-03-31">'),
        ('<a href="/c" data-today>', '<a href="/c" data-today>'),
        ('<a href="//other.example/c">', '<a href="//other.example/c">'),
        ('<a href="https://other.example/c">', '<a href="https://other.example/c">'),
        ('<a href="/static/guide.pdf">', '<a href="/static/guide.pdf">'),
        ('<link href="/static/a.css">', '<link href="/static/a.css">'),
    ],
)
def test_link_keeps_the_past_day_inside_this_site(before, after):
    assert carry(before, DAY) == after


def test_form_that_reads_keeps_the_past_day():
    hidden = '<input type="hidden" name="as_of" value="2026-03-31">'

    assert carry('<form action="/search"></form>', DAY) == f'<form action="/search">{hidden}</form>'


@pytest.mark.parametrize(
    "form",
    [
        '<form action="/out" method="post"></form>',
        '<form method="get"><input type="date" name="as_of"></form>',
    ],
)
def test_form_that_writes_or_asks_the_day_itself_stays_as_it_is(form):
    assert carry(form, DAY) == form

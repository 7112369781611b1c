import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

PLAIN = ["400.html", "403_csrf.html", "500.html", "errors/405.html", "errors/unavailable.html"]
FRAMED = ["403.html", "404.html", "errors/as_of.html"]


@pytest.mark.parametrize("name", PLAIN)
def test_page_for_a_broken_moment_asks_nothing_of_request_or_database(name):
    page = render_to_string(name)

    assert page.count("<h1>") == 1
    assert "<h1></h1>" not in page
    assert "<form" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", FRAMED)
def test_page_for_a_refusal_stands_in_the_frame(name):
    page = render_to_string(name, request=RequestFactory().get("/nothing"))

    assert page.count("<h1>") == 1
    assert 'id="main"' in page
    assert 'class="foot"' in page

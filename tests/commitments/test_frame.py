"""What the frame of a page offers to whom."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from commitments.context_processors import ENTRIES, Frame

# All places but one: a page that is not there is left out of the navigation.
MISSING = "calendar"
urlpatterns = [
    path(entry.url_name, HttpResponse, name=entry.url_name)
    for entry in ENTRIES
    if entry.url_name != MISSING
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def frame_for(user=None, path="/commitments", **cookies):
    request = RequestFactory().get(path)
    request.user = user
    request.COOKIES.update(cookies)
    return Frame(request)


def places(user):
    return [str(place["label"]) for place in frame_for(user).navigation]


def test_navigation_of_an_official(official):
    assert places(official) == [
        *(
            "My work",
            "Commitments",
            "Progress",
            "Reporting rounds",
            "Reports",
            "Organisations",
            "Posts",
        )
    ]


def test_navigation_of_a_coordinator(coordinator):
    assert places(coordinator) == [
        *("My work", "Commitments", "Progress", "Review", "Reporting rounds", "Reports"),
        *("Organisations", "Posts", "Import", "Audit"),
    ]


def test_navigation_of_an_auditor_has_nothing_to_write_in(auditor):
    assert places(auditor) == [
        *("Commitments", "Progress", "Reporting rounds", "Reports", "Organisations", "Posts"),
        *("People", "Audit"),
    ]


def test_navigation_of_a_stranger_is_empty():
    assert frame_for().navigation == []


@pytest.mark.parametrize(
    "path", ["/commitments", "/c/GCM-07-0042/milestones", "/m/GCM-07-0042-M03"]
)
def test_navigation_marks_the_place_above_a_page(coordinator, path):
    current = [p["label"] for p in frame_for(coordinator, path).navigation if p["current"]]

    assert current == ["Commitments"]


def test_way_back_to_today_keeps_the_rest_of_the_address():
    frame = frame_for(path="/commitments?level=bilateral&as_of=2026-03-31")
    frame.request.as_of = date(2026, 3, 31)

    assert frame.as_of == date(2026, 3, 31)
    assert frame.as_of_return_url == "/commitments?level=bilateral"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("x", "")])
def test_theme_is_one_of_two_or_the_devices(cookie, theme):
    assert frame_for(theme=cookie).theme == theme

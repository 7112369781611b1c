import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_theme_is_kept_and_shown(client):
    client.post(reverse("theme"), {"theme": "dark", "next": "/components"})

    page = client.get("/components").content.decode()

    assert 'data-theme="dark"' in page


@pytest.mark.django_db
def test_theme_of_the_device_forgets_the_choice(client):
    client.cookies["theme"] = "dark"

    client.post(reverse("theme"), {"theme": "system"})

    assert client.cookies["theme"].value == ""


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://other.example/", "//other.example", ""])
def test_theme_choice_never_leads_to_another_site(client, away):
    response = client.post(reverse("theme"), {"theme": "dark", "next": away})

    assert response["Location"] == "/"


@pytest.mark.django_db
def test_theme_is_not_chosen_by_opening_a_link(client):
    assert client.get(reverse("theme"), {"theme": "dark"}).status_code == 405

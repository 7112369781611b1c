import pytest

pytestmark = pytest.mark.django_db


def test_nothing_of_a_person_signed_in_is_kept(client, official):
    client.force_login(official)

    response = client.get("/my-work")

    assert response["Cache-Control"] == "no-store, private"


def test_nothing_of_an_error_is_kept(client, official):
    client.force_login(official)

    response = client.get("/no-such-page")

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store, private")


def test_an_answer_to_a_token_is_not_kept(client):
    response = client.get("/no-such-page", headers={"Authorization": "Bearer x"})

    assert response["Cache-Control"] == "no-store, private"


def test_a_public_page_may_be_kept(client):
    assert "no-store" not in client.get("/components").get("Cache-Control", "")

"""Pages that explain the service, for anybody."""

import pytest
from django.urls import reverse

from commitments.rules.words import MilestoneState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["words", "help", "accessibility", "privacy"])
def test_explanation_is_for_anybody(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_words_name_every_state_of_a_milestone(client):
    page = client.get(reverse("words")).content.decode()

    assert all(str(state.label) in page for state in MilestoneState)

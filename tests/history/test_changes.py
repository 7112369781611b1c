"""Differences between versions, act by act."""

import pytest

from accounts.models import Organisation
from history.acts import act
from history.changes import Strand, acts_about, acts_on_field, changes_in, versions_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def strands(body: Organisation) -> list[Strand]:
    return [Strand(versions_of(Organisation), "pgh_obj", [body.pk])]


def write(body: Organisation, **values: str) -> int:
    with act("organisation.changed", by=None) as row:
        for name, value in values.items():
            setattr(body, name, value)
            body.save(update_fields=[name])
        return row.pk


def test_changes_of_an_act_run_from_before_it_to_after_it() -> None:
    body = OrganisationFactory(name="First", short_name="F")
    changed = write(body, name="Second", short_name="S")

    found = changes_in([changed], strands(body))[changed]

    assert [(change.label, change.key) for change in found] == [("update", body.pk)]
    differences = {one.column.name: (one.before, one.after) for one in found[0].differences}
    assert differences == {"name": ("First", "Second"), "short_name": ("F", "S")}


def test_first_and_last_version_are_told_as_coming_and_going() -> None:
    body = OrganisationFactory(name="First")
    with act("organisation.removed", by=None) as gone:
        key = body.pk
        body.delete()
    body.pk = key
    acts = list(acts_about(strands(body)).order_by("pk"))

    found = changes_in([one.pk for one in acts], strands(body))

    assert [found[one.pk][0].label for one in acts] == ["insert", "delete"]
    assert found[gone.pk][0].row.name == "First"


def test_acts_on_a_field_are_those_that_changed_it() -> None:
    body = OrganisationFactory(name="First", country="")
    named = write(body, name="Second")
    write(body, country="NO")
    back = write(body, name="First")
    acts = acts_about(strands(body))

    found = acts_on_field(acts, strands(body), "name").exclude(kind="test.seeded")

    assert list(found.order_by("pk").values_list("pk", flat=True)) == [named, back]
    assert not acts_on_field(acts, strands(body), "nothing").exists()


def test_changes_of_others_are_no_part_of_the_story() -> None:
    body, other = OrganisationFactory(), OrganisationFactory()
    with act("organisation.changed", by=None) as both:
        for row in (body, other):
            row.country = "NO"
            row.save(update_fields=["country"])

    found = changes_in([both.pk], strands(body))

    assert [change.key for change in found[both.pk]] == [body.pk]

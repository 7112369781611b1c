from datetime import date

import pytest

from commitments.reference import models as reference
from commitments.reference.load import load_reference
from history.acts import act
from history.as_of import as_of
from history.models import Act

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (reference.Objective, 23),
        (reference.GcmAction, 187),
        (reference.Principle, 10),
        (reference.SdgLink, 73),
        (reference.LevelNote, 5),
        (reference.StakeholderCategory, 21),
        (reference.Country, 249),
        (reference.ReviewEvent, 31),
        (reference.GroupingScheme, 2),
        (reference.ObjectiveGroup, 9),
    ],
)
def test_load_reference_brings_in_every_row(model, rows):
    load_reference()

    assert model.objects.count() == rows


def test_load_reference_again_writes_no_version_and_no_act():
    load_reference()
    acts = Act.objects.count()

    assert load_reference() == 0
    assert Act.objects.count() == acts


def test_load_reference_puts_a_changed_row_right_and_leaves_the_rest():
    load_reference()
    with act("test.changed", by=None):
        reference.Objective.objects.filter(pk=13).update(label="Something else")

    assert load_reference() == 1
    assert reference.Objective.objects.get(pk=13).label == "Detention only as last resort"
    assert reference.Objective.objects.get(pk=13).versions.count() == 3


def test_namibia_is_a_country():
    load_reference()

    assert reference.Country.objects.get(pk="NA").name_fr == "Namibie"


def test_actions_agree_with_the_count_of_each_objective():
    load_reference()

    counts = {o.number: o.actions.count() for o in reference.Objective.objects.all()}

    assert counts == dict(reference.Objective.objects.values_list("number", "actions_count"))


def test_every_objective_has_one_main_place_in_each_scheme():
    load_reference()

    for scheme in ("round-tables", "sutherland"):
        main = reference.GroupedObjective.objects.filter(group__scheme=scheme, is_main=True)
        assert sorted(main.values_list("objective", flat=True)) == list(range(1, 24))


def test_objective_may_stand_in_a_second_group():
    load_reference()

    places = reference.GroupedObjective.objects.filter(objective=10, group__scheme="sutherland")

    assert dict(places.values_list("group", "is_main")) == {
        "sutherland-irregular": True,
        "sutherland-protection": False,
    }


def test_event_with_an_imprecise_date_spans_all_days_it_can_mean():
    load_reference()

    forum = reference.ReviewEvent.objects.get(name="Third International Migration Review Forum")

    assert (forum.starts_on, forum.ends_on, forum.precision) == (
        date(2030, 1, 1),
        date(2030, 6, 30),
        "half_year",
    )


def test_reference_reads_as_of_any_day_of_the_compact():
    with as_of(date(2019, 1, 1)):
        assert reference.Objective.objects.count() == 23

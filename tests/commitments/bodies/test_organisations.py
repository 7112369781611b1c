"""Organisations: list, own mirror, adding, changing, holidays; all of it on any day."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import Holiday, Organisation, User
from accounts.words import Role
from commitments.filters import CommitmentFilter
from commitments.models import Commitment
from commitments.rules.words import Visibility
from commitments.selectors.bodies import mirror_of, visible_organisations
from commitments.services import bodies
from commitments.services.errors import Changed, Problems
from commitments.views.bodies.organisations import week_in_words
from history import clock
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    HolidayFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    PostFactory,
    SubmissionFactory,
    UserFactory,
    holder_of,
    today,
)

pytestmark = pytest.mark.django_db


def names(response: Any) -> list[str]:
    return [organisation.name for organisation in response.context["page"]]


def form_of(organisation: Organisation, **changes: Any) -> dict[str, Any]:
    filled = {
        "name": organisation.name,
        "short_name": organisation.short_name,
        "category": organisation.category,
        "governance_level": organisation.governance_level,
        "country": organisation.country,
        "parent": "",
        "working_week": organisation.working_week,
        "based_on": bodies.version_of(organisation) or "",
    }
    return filled | changes


# --- Seeing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OBSERVER])
def test_every_working_role_sees_all_organisations(role: Role) -> None:
    OrganisationFactory()
    person = holder_of(role)

    assert visible_organisations(person).count() == Organisation.objects.count() == 2


def test_observer_sees_the_bodies_of_the_work_it_is_invited_to(observer: User) -> None:
    own = observer.standing.posts[0].organisation_id
    shared = PartnerFactory(organisation_id=own, commitment__visibility=Visibility.ORGANISATION)
    beside = PartnerFactory(commitment=shared.commitment)
    CommitmentFactory(visibility=Visibility.PUBLIC)

    seen = set(visible_organisations(observer).values_list("pk", flat=True))

    assert seen == {
        own,
        shared.commitment.lead_organisation_id,
        beside.organisation_id,
    }


def test_person_without_a_post_sees_no_organisation(client: Client) -> None:
    organisation = OrganisationFactory()
    client.force_login(UserFactory())

    assert names(client.get("/organisations")) == []
    assert client.get(organisation.get_absolute_url()).status_code == 404


def test_foreign_and_unknown_organisation_get_the_same_404(client: Client, observer: User) -> None:
    foreign = OrganisationFactory()
    client.force_login(observer)

    answers = [client.get(f"/organisations/{slug}") for slug in (foreign.slug, "unknown")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_organisations_ask_for_sign_in(client: Client) -> None:
    assert client.get("/organisations").status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_organisation_list_query_count(
    client: Client, coordinator: User, size: int, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        body = OrganisationFactory(parent=OrganisationFactory())
        CommitmentFactory(lead_organisation=body)
        holder_of(Role.FOCAL_POINT, body)
    client.force_login(coordinator)

    with django_assert_num_queries(6):  # user, posts, count, page, focal points, inbox
        client.get("/organisations")


def test_organisation_list_counts_what_the_reader_sees(
    client: Client, official: User, ministry: Organisation
) -> None:
    CommitmentFactory(
        lead_organisation=ministry, accountable_post=None, visibility=Visibility.ORGANISATION
    )
    other = OrganisationFactory(name="Ministry of Health")
    CommitmentFactory(lead_organisation=other, accountable_post=None)
    CommitmentFactory(
        lead_organisation=other, accountable_post=None, visibility=Visibility.ORGANISATION
    )
    PostFactory(organisation=other)
    holder_of(Role.FOCAL_POINT, other, name="Femi Adeyemi")
    client.force_login(official)

    rows = {row.name: row for row in client.get("/organisations").context["page"]}

    health = rows["Ministry of Health"]
    assert (health.led_count, health.open_posts, health.vacant_posts) == (1, 2, 1)
    assert health.focal_points == ["Femi Adeyemi"]
    assert rows["Ministry of Labour"].led_count == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=heal", ["Ministry of Health"]),
        ("q=MOH", ["Ministry of Health"]),
        ("category=local_government", ["Port City"]),
        ("level=local", ["Port City"]),
        ("level=nonsense", ["Ministry of Health", "Office", "Port City"]),
        ("q=%00", ["Ministry of Health", "Office", "Port City"]),
        ("q=nothing+like+it", []),
        ("page=999", ["Ministry of Health", "Office", "Port City"]),
    ],
)
def test_organisation_list_filters(client: Client, query: str, found: list[str]) -> None:
    OrganisationFactory(name="Ministry of Health", short_name="MoH")
    OrganisationFactory(name="Port City", category="local_government", governance_level="local")
    client.force_login(holder_of(Role.AUDITOR, OrganisationFactory(name="Office")))

    assert names(client.get(f"/organisations?{query}")) == found


def test_organisations_stand_in_the_order_people_expect(client: Client) -> None:
    for name in ("Zoll", "Émigration", "finance"):
        OrganisationFactory(name=name, slug=name[:3].lower().replace("é", "e"))
    client.force_login(holder_of(Role.AUDITOR, OrganisationFactory(name="Audit")))

    assert names(client.get("/organisations")) == ["Audit", "Émigration", "finance", "Zoll"]


# --- The own mirror ----------------------------------------------------------------------------


def test_mirror_counts_the_work_of_an_organisation(official: User, ministry: Organisation) -> None:
    led = CommitmentFactory(lead_organisation=ministry, agreed_on=today(-200))
    CommitmentFactory(lead_organisation=ministry, completed=True)
    MilestoneFactory(commitment=led, overdue=True)
    MilestoneFactory(commitment=led, returned=True)
    SubmissionFactory(milestone__commitment=led)
    DateRequestFactory(milestone=MilestoneFactory(commitment=led, deadline=today(5)))
    PartnerFactory(organisation=ministry)
    DateRequestFactory()

    mirror = mirror_of(ministry, official)

    assert (mirror.led, mirror.active, mirror.takes_part_in) == (2, 1, 1)
    assert (mirror.overdue, mirror.returned, mirror.in_review) == (1, 1, 1)
    assert (mirror.due_soon, mirror.no_update, mirror.date_requests) == (1, 1, 1)


def test_mirror_keeps_what_the_reader_does_not_see(ministry: Organisation) -> None:
    secret = CommitmentFactory(lead_organisation=ministry, visibility=Visibility.ORGANISATION)
    MilestoneFactory(commitment=secret, overdue=True)
    DateRequestFactory(milestone__commitment=secret)

    mirror = mirror_of(ministry, holder_of(Role.OFFICIAL))

    assert set(vars(mirror).values()) == {0}


@pytest.mark.parametrize("size", [1, 3])
def test_organisation_page_query_count(
    client: Client,
    coordinator: User,
    ministry: Organisation,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(size):
        MilestoneFactory(commitment__lead_organisation=ministry)
        holder_of(Role.OFFICIAL, ministry)
        OrganisationFactory(parent=ministry)
        HolidayFactory(organisation=ministry, on=today(size + 10))
        HolidayFactory(organisation=ministry, on=today(20 + size)) if size == 1 else None
        size += 1
    client.force_login(coordinator)

    with django_assert_num_queries(20):
        client.get(ministry.get_absolute_url())


def test_organisation_page_shows_the_record(client: Client, coordinator: User) -> None:
    above = OrganisationFactory(name="Government Office")
    body = OrganisationFactory(
        name="Ministry of Health", parent=above, working_week=[1, 2, 3, 4, 7], country="SE"
    )
    PostFactory(organisation=body, title="Head of Unit for Clinics")
    HolidayFactory(on=today(3), name="Founding day")
    client.force_login(coordinator)

    text = client.get(body.get_absolute_url()).content.decode()

    for words in (
        "Ministry of Health",
        "Government Office",
        "Sweden",
        "Monday, Tuesday, Wednesday, Thursday, Sunday",
        "Founding day",
        "Head of Unit for Clinics",
        "Vacant",
        "This organisation leads nothing yet",
    ):
        assert words in text


def test_organisation_that_leads_without_a_focal_point_is_told(
    client: Client, coordinator: User, ministry: Organisation
) -> None:
    CommitmentFactory(lead_organisation=ministry)
    client.force_login(coordinator)
    words = "Add a focal point. Until then reminders go to the coordinator."

    before = client.get(ministry.get_absolute_url()).content.decode()
    holder_of(Role.FOCAL_POINT, ministry)
    after = client.get(ministry.get_absolute_url()).content.decode()

    assert words in before
    assert words not in after


def test_organisation_page_links_its_numbers_to_the_lists(
    client: Client, coordinator: User, ministry: Organisation
) -> None:
    late = MilestoneFactory(commitment__lead_organisation=ministry, overdue=True).commitment
    soon = MilestoneFactory(
        commitment__lead_organisation=ministry, deadline=today(3), commitment__agreed_on=today(-200)
    ).commitment
    done = CommitmentFactory(lead_organisation=ministry, completed=True)
    MilestoneFactory(overdue=True)
    client.force_login(coordinator)

    lists = client.get(ministry.get_absolute_url()).context["lists"]

    listed = {
        name: set(
            CommitmentFilter(
                QueryDict(address.partition("?")[2]),
                queryset=Commitment.objects.all(),
                user=coordinator,
            ).qs
        )
        for name, address in lists.items()
    }
    assert listed == {
        "led": {late, soon, done},
        "active": {late, soon},
        "overdue": {late},
        "due_soon": {soon},
        "no_update": {soon},
        "in_review": set(),
    }


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ([1, 2, 3, 4, 5], "Monday to Friday"),
        ([5, 1, 2, 3, 4], "Monday to Friday"),
        ([7], "Sunday"),
        ([1, 2], "Monday, Tuesday"),
        ([7, 1, 2, 3, 4], "Monday, Tuesday, Wednesday, Thursday, Sunday"),
    ],
)
def test_working_week_in_words(week: list[int], words: str) -> None:
    assert week_in_words(week) == words


# --- On any day --------------------------------------------------------------------------------


def test_page_of_a_past_day_shows_the_name_of_then(client: Client, administrator: User) -> None:
    now = clock.now()
    with clock.stand_at(now - timedelta(days=10)):
        body = OrganisationFactory(name="Ministry of Labour", slug="labour")
        boss = OrganisationFactory(name="Old Parent")
        body.parent = boss
    with clock.stand_at(now - timedelta(days=2)):
        body.name, body.parent = "Ministry of Work", None
        bodies.save_organisation(body, by=administrator)
    client.force_login(administrator)

    then = client.get("/organisations/labour", {"as_of": today(-5).isoformat()})
    before = client.get("/organisations/labour", {"as_of": today(-20).isoformat()})
    current = client.get("/organisations/labour")
    listed = client.get("/organisations", {"as_of": today(-5).isoformat(), "q": "Labour"})

    assert "Ministry of Labour" in then.content.decode()
    assert "Ministry of Work" not in then.content.decode()
    assert "Ministry of Work" in current.content.decode()
    assert before.status_code == 404
    assert [row.name for row in listed.context["page"]] == ["Ministry of Labour"]


def test_page_of_a_past_day_offers_no_writing(client: Client, administrator: User) -> None:
    with clock.stand_at(clock.now() - timedelta(days=10)):
        body = OrganisationFactory()
    client.force_login(administrator)
    past = {"as_of": today(-5).isoformat()}

    for address in ("/organisations", body.get_absolute_url()):
        assert client.get(address).context["can_manage"] is True
        assert client.get(address, past).context["can_manage"] is False
    change = f"{body.get_absolute_url()}/change"
    assert client.get(change, past).status_code == 403
    assert client.post(f"{change}?as_of={today(-5)}").status_code == 405


# --- Adding and changing -----------------------------------------------------------------------


def test_administrator_adds_an_organisation(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    response = client.post(
        "/organisations/new",
        {
            "name": "Municipality of Port City",
            "short_name": "Port City",
            "category": "local_government",
            "governance_level": "local",
            "country": "SE",
            "working_week": ["1", "2", "3"],
        },
    )

    added = Organisation.objects.get(slug="port-city")
    assert response["Location"] == "/organisations/port-city"
    assert (added.category, added.country, added.working_week) == (
        "local_government",
        "SE",
        [1, 2, 3],
    )


def test_form_sent_twice_adds_once(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    once = client.get("/organisations/new").context["form"]["once"].value()
    filled = form_of(OrganisationFactory.build(name="Twice"), once=once)

    answers = [client.post("/organisations/new", filled) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert Organisation.objects.filter(name="Twice").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_others_neither_add_nor_change(client: Client, role: Role) -> None:
    person = holder_of(role)
    own = person.standing.posts[0]
    body = Organisation.objects.get(pk=own.organisation_id)
    client.force_login(person)

    for address in ("/organisations/new", f"{body.get_absolute_url()}/change", "/holidays"):
        assert client.get(address).status_code == 403
        assert client.post(address, form_of(body, name="Mine now")).status_code == 403
    with pytest.raises(PermissionDenied):
        bodies.save_organisation(body, by=person)
    body.refresh_from_db()
    assert body.name != "Mine now"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"name": "Taken"}, "An organisation of this name is known already."),
        ({"short_name": ""}, "Enter a short name."),
        ({"working_week": []}, "Choose at least one working day."),
        ({"working_week": ["8"]}, "Select a valid choice"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"is_coordinating_body": "on"}, "Another organisation coordinates the plan already."),
    ],
)
def test_organisation_form_says_what_is_wrong(
    client: Client, administrator: User, ministry: Organisation, changes: Any, problem: str
) -> None:
    OrganisationFactory(name="Taken")
    client.force_login(administrator)

    response = client.post(f"/organisations/{ministry.slug}/change", form_of(ministry, **changes))

    assert response.status_code == 422
    assert problem in response.content.decode()


def test_organisation_is_never_part_of_itself(administrator: User, ministry: Organisation) -> None:
    unit = OrganisationFactory(parent=OrganisationFactory(parent=ministry))
    ministry.parent = unit

    with pytest.raises(Problems):
        bodies.save_organisation(ministry, by=administrator)


def test_change_keeps_the_address(
    client: Client, administrator: User, ministry: Organisation
) -> None:
    client.force_login(administrator)

    client.post(f"/organisations/{ministry.slug}/change", form_of(ministry, name="Work"))

    assert Organisation.objects.get(slug=ministry.slug).name == "Work"


def test_change_based_on_an_old_version_shows_both(
    client: Client, administrator: User, ministry: Organisation
) -> None:
    old = form_of(ministry, name="Mine", working_week=["1", "2"])
    theirs = Organisation.objects.get(pk=ministry.pk)
    theirs.name, theirs.short_name = "Theirs", "They"
    bodies.save_organisation(theirs, by=administrator)
    client.force_login(administrator)
    address = f"/organisations/{ministry.slug}/change"

    clash = client.post(address, old)

    ministry.refresh_from_db()
    assert (clash.status_code, ministry.name) == (409, "Theirs")
    rows = {row["field"]: (row["yours"], row["stored"]) for row in clash.context["conflict"]}
    assert rows == {
        "name": ("Mine", "Theirs"),
        "short_name": ("Labour", "They"),
        "working_week": (
            "Monday, Tuesday",
            "Monday, Tuesday, Wednesday, Thursday, Friday",
        ),
    }

    chosen = old | {
        "based_on": clash.context["form"]["based_on"].value(),
        "choose-name": "yours",
        "choose-short_name": "stored",
        "stored-short_name": "They",
        "choose-working_week": "stored",
        "stored-working_week": ["1", "2", "3", "4", "5"],
    }
    assert client.post(address, chosen).status_code == 302
    ministry.refresh_from_db()
    assert (ministry.name, ministry.short_name) == ("Mine", "They")
    assert ministry.working_week == [1, 2, 3, 4, 5]


def test_service_refuses_an_old_version(administrator: User, ministry: Organisation) -> None:
    version = bodies.version_of(ministry)
    ministry.short_name = "First"
    bodies.save_organisation(ministry, by=administrator, based_on=version)
    ministry.short_name = "Second"

    with pytest.raises(Changed) as changed:
        bodies.save_organisation(ministry, by=administrator, based_on=version)

    assert changed.value.current.short_name == "First"


@pytest.mark.parametrize("short_name", ["New", "new", "!!!", "Labour"])
def test_address_is_free_and_no_page_of_ours(
    administrator: User, ministry: Organisation, short_name: str
) -> None:
    OrganisationFactory(name="Other", slug="labour")
    added = bodies.save_organisation(
        Organisation(name=f"Body {short_name}", short_name=short_name), by=administrator
    )

    assert reverse("organisation", args=[added.slug]) != reverse("organisation-add")
    assert Organisation.objects.filter(slug=added.slug).count() == 1


# --- Holidays ----------------------------------------------------------------------------------


def test_holidays_are_added_and_removed(
    client: Client, administrator: User, ministry: Organisation
) -> None:
    client.force_login(administrator)
    address = f"/organisations/{ministry.slug}/holidays"

    client.post(address, {"on": "2026-12-24", "name": "Christmas Eve"})
    added = Holiday.objects.get()
    removed = client.post(f"/holidays/{added.pk}/remove")

    assert (added.organisation, added.name) == (ministry, "Christmas Eve")
    assert removed["Location"] == address
    assert not Holiday.objects.exists()


def test_holiday_of_all_counts_where_a_body_has_none(
    client: Client, administrator: User, ministry: Organisation
) -> None:
    client.force_login(administrator)

    client.post("/holidays", {"on": "2026-12-25", "name": "Christmas"})

    assert not ministry.calendar().is_working(Holiday.objects.get(organisation=None).on)
    HolidayFactory(organisation=ministry)
    assert ministry.calendar().is_working(Holiday.objects.get(organisation=None).on)


@pytest.mark.parametrize(
    ("on", "problem"),
    [("", "Enter the day."), ("31.02.2026", "Enter a real date"), ("2026-12-24", "already")],
)
def test_holiday_form_says_what_is_wrong(
    client: Client, administrator: User, on: str, problem: str
) -> None:
    HolidayFactory(on="2026-12-24")
    client.force_login(administrator)

    response = client.post("/holidays", {"on": on})

    assert response.status_code == 422
    assert problem in response.content.decode()


def test_holiday_twice_on_a_day_is_refused(administrator: User) -> None:
    HolidayFactory(on=today(3))

    with pytest.raises(ValidationError):
        bodies.add_holiday(by=administrator, organisation=None, on=today(3), name="Again")

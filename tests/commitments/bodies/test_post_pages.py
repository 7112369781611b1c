"""Posts: list, page, adding, appointing, handing over in two steps, deputies, ending."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Deputy, Organisation, Post, Tenure, User
from accounts.words import Role
from commitments.rules.words import Visibility
from commitments.selectors.bodies import may_read_notes, visible_posts
from commitments.services import bodies
from commitments.services.errors import Problems, Refused
from commitments.services.posts import end_deputy, hand_over, open_items, set_deputy
from history import clock
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    DeputyFactory,
    MilestoneFactory,
    OrganisationFactory,
    PostFactory,
    TenureFactory,
    UserFactory,
    holder,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db

NOTE = "The list of offices is in the shared folder.\nCall Port City first."


def titles(response: Any) -> list[str]:
    return [post.title for post in response.context["page"]]


def text_of(response: Any) -> str:
    return response.content.decode()


def address(post: Post, what: str = "") -> str:
    return f"/posts/{post.slug}{what and '/' + what}"


# --- Seeing ------------------------------------------------------------------------------------


def test_observer_sees_only_posts_of_bodies_it_sees(observer: User) -> None:
    PostFactory()

    assert list(visible_posts(observer)) == [post_of(observer)]


@pytest.mark.parametrize("size", [1, 3])
def test_post_list_query_count(
    client: Client, coordinator: User, size: int, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        person = holder_of(Role.OFFICIAL)
        CommitmentFactory(accountable_post=post_of(person))
        DeputyFactory(post=post_of(person))
    client.force_login(coordinator)

    with django_assert_num_queries(5):  # user, posts, count, page, inbox
        client.get("/posts")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Adviser", "Focal point"]),
        ("q=focal", ["Focal point"]),
        ("q=labour", ["Adviser", "Focal point"]),
        ("role=focal_point", ["Focal point"]),
        ("vacant=yes", ["Adviser"]),
        ("ended=yes", ["Adviser", "Focal point", "Old post"]),
        ("organisation=ministry-of-labour", ["Adviser", "Focal point"]),
        ("organisation=unknown", []),
        ("role=nonsense&page=-3", ["Adviser", "Focal point"]),
    ],
)
def test_post_list_filters(
    client: Client, ministry: Organisation, query: str, found: list[str]
) -> None:
    PostFactory(title="Adviser", organisation=ministry)
    PostFactory(title="Old post", organisation=ministry, closed_on=today(-1))
    person = holder_of(Role.FOCAL_POINT, ministry)
    focal = post_of(person)
    focal.title = "Focal point"
    from tests.factories import seeding

    with seeding():
        focal.save()
    client.force_login(person)

    assert titles(client.get(f"/posts?{query}")) == found


def test_post_page_shows_holder_items_and_tenures(
    client: Client, official: User, commitment: Any
) -> None:
    post = post_of(official)
    step = MilestoneFactory(commitment=commitment)
    shared = ContributorFactory(post=post).commitment
    TenureFactory(
        post=post,
        holder=UserFactory(name="Karin Holm"),
        starts_on="2012-01-01",
        ends_on="2014-12-31",
        hand_over_note=NOTE,
    )
    DeputyFactory(post=post, deputy=UserFactory(name="Nadia Holm"))
    client.force_login(official)

    text = text_of(client.get(address(post)))

    for words in (
        "Amina Larsson",
        commitment.code,
        step.code,
        shared.code,
        "Karin Holm",
        "Call Port City first.",
        "Nadia Holm",
        "Stands in today",
        "Hand over",
    ):
        assert words in text
    assert "Nobody holds this post" not in text


def test_vacant_post_is_an_error_that_says_how_much_waits(
    client: Client, coordinator: User
) -> None:
    post = CommitmentFactory().accountable_post
    client.force_login(coordinator)

    text = text_of(client.get(address(post)))

    assert "Nobody holds this post" in text
    assert "1 open item waits for somebody." in text


def test_post_page_shows_only_items_that_the_reader_sees(client: Client, official: User) -> None:
    post = post_of(official)
    CommitmentFactory(accountable_post=post, visibility=Visibility.ORGANISATION, title="Secret")
    client.force_login(holder_of(Role.OFFICIAL))

    assert "Secret" not in text_of(client.get(address(post)))


@pytest.mark.parametrize("size", [1, 3])
def test_post_page_query_count(
    client: Client, official: User, size: int, django_assert_num_queries: Any
) -> None:
    post = post_of(official)
    for _ in range(size):
        ContributorFactory(post=post)
        MilestoneFactory(commitment=CommitmentFactory(accountable_post=post))
        DeputyFactory(post=post)
    client.force_login(official)

    with django_assert_num_queries(9):
        client.get(address(post))


def test_hand_over_notes_are_kept_for_those_concerned(ministry: Organisation) -> None:
    person = holder_of(Role.OFFICIAL, ministry)
    post = post_of(person)
    deputy = DeputyFactory(post=post).deputy
    readers = [
        person,
        deputy,
        holder_of(Role.FOCAL_POINT, ministry),
        holder_of(Role.COORDINATOR),
        holder_of(Role.ADMINISTRATOR),
        holder_of(Role.AUDITOR),
    ]
    others = [
        holder_of(Role.OFFICIAL, ministry),
        holder_of(Role.FOCAL_POINT),
        holder_of(Role.OBSERVER, ministry),
    ]

    assert [may_read_notes(reader, post) for reader in readers] == [True] * 6
    assert [may_read_notes(other, post) for other in others] == [False] * 3


def test_past_day_shows_who_held_the_post_then(client: Client, administrator: User) -> None:
    from datetime import timedelta

    now = clock.now()
    with clock.stand_at(now - timedelta(days=30)):
        post = PostFactory(title="Head of Unit")
        TenureFactory(post=post, holder=UserFactory(name="Karin Holm"), starts_on=today(-300))
    with clock.stand_at(now - timedelta(days=10)):
        hand_over(
            post, by=administrator, to=UserFactory(name="Samuel Ortega"), on=today(), note=NOTE
        )
    client.force_login(administrator)

    before = client.get(address(post), {"as_of": today(-20).isoformat()})
    after = client.get(address(post), {"as_of": today(-5).isoformat()})

    assert before.context["holder"].holder.name == "Karin Holm"
    assert "Samuel Ortega" not in text_of(before)
    assert after.context["holder"].holder.name == "Samuel Ortega"
    assert not before.context["can_hand_over"]
    listed = client.get("/posts", {"as_of": today(-20).isoformat(), "q": "Head of Unit"})
    assert [post.holder_name for post in listed.context["page"]] == ["Karin Holm"]


# --- Adding and appointing ---------------------------------------------------------------------


def test_administrator_adds_a_post(
    client: Client, administrator: User, ministry: Organisation
) -> None:
    client.force_login(administrator)

    response = client.post(
        "/posts/new",
        {"title": "Head of Unit for Return", "organisation": ministry.pk, "role": "official"},
    )

    added = Post.objects.get(title="Head of Unit for Return")
    assert response["Location"] == address(added)
    assert (added.organisation, added.role) == (ministry, Role.OFFICIAL)


def test_post_form_says_what_is_missing(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    response = client.post("/posts/new", {"role": "king"})

    text = text_of(response)
    assert response.status_code == 422
    assert "Enter the title of the post." in text
    assert "Choose the organisation." in text
    assert "Choose the role." in text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_others_do_not_add_posts(client: Client, role: Role) -> None:
    client.force_login(holder_of(role))

    assert client.get("/posts/new").status_code == 403


def test_vacant_post_with_work_leads_to_an_appointment(client: Client, administrator: User) -> None:
    post = PostFactory()
    CommitmentFactory(accountable_post=post, lead_organisation=post.organisation)
    client.force_login(administrator)

    page = client.get(address(post)).content.decode()

    assert f'<a class="button" href="{address(post, "appoint")}"' in page
    assert f'<a class="button" href="{address(post, "hand-over")}"' in page


def test_administrator_appoints_by_address(client: Client, administrator: User) -> None:
    post, person = PostFactory(), UserFactory(email="amina@labour.example")
    client.force_login(administrator)

    response = client.post(
        address(post, "appoint"), {"holder": "AMINA@labour.example", "starts_on": today()}
    )

    assert response["Location"] == address(post)
    assert holder(post) == person


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"holder": "nobody@labour.example"}, "Nobody here has this address."),
        ({"holder": ""}, "Enter the address of the person."),
        ({"holder": "no address"}, "valid email address"),
        ({"starts_on": ""}, "Enter the first day."),
        ({"starts_on": "2020-01-01"}, "Choose today or a later day."),
    ],
)
def test_appointment_form_says_what_is_wrong(
    client: Client, administrator: User, answers: dict[str, str], problem: str
) -> None:
    person = UserFactory()
    client.force_login(administrator)
    filled = {"holder": person.email, "starts_on": today().isoformat()} | answers

    response = client.post(address(PostFactory(), "appoint"), filled)

    assert response.status_code == 422
    assert problem in text_of(response)
    assert not Tenure.objects.filter(holder=person).exists()


# --- Handing over ------------------------------------------------------------------------------


def test_hand_over_is_filled_in_checked_and_confirmed(
    client: Client, official: User, commitment: Any
) -> None:
    post, successor = post_of(official), UserFactory(name="Samuel Ortega")
    client.force_login(official)
    form = client.get(address(post, "hand-over"))
    filled = {"to": successor.email, "on": today().isoformat(), "note": NOTE}

    check = client.post(address(post, "hand-over"), filled)

    assert commitment.code in text_of(form)
    assert check.status_code == 200
    for words in ("Samuel Ortega", "1 item stays with the post", "Call Port City first."):
        assert words in text_of(check)
    assert holder(post) == official

    hidden = {field.html_name: field.value() or "" for field in check.context["form"]}
    done = client.post(address(post, "hand-over"), hidden | {"step": "confirm"}, follow=True)

    assert "Samuel Ortega holds this post from" in text_of(done)
    assert holder(post) == successor
    assert post.tenures.get(holder=official).hand_over_note.splitlines() == NOTE.splitlines()


def test_hand_over_can_be_changed_after_the_check(client: Client, official: User) -> None:
    successor = UserFactory()
    client.force_login(official)
    filled = {"to": successor.email, "on": today(3).isoformat(), "note": NOTE, "step": "edit"}

    response = client.post(address(post_of(official), "hand-over"), filled)

    assert response.status_code == 200
    assert successor.email in text_of(response)
    assert "Call Port City first." in text_of(response)
    assert holder(post_of(official)) == official


def test_hand_over_confirmed_twice_happens_once(client: Client, official: User) -> None:
    post = post_of(official)
    client.force_login(official)
    filled = {
        "to": UserFactory().email,
        "on": today(3).isoformat(),
        "note": NOTE,
        "once": "the same key",
        "step": "confirm",
    }

    answers = [client.post(address(post, "hand-over"), filled).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert post.tenures.count() == 2


@pytest.mark.parametrize("step", ["", "confirm"])
def test_hand_over_that_leaves_something_behind_is_stopped_before_the_check(
    client: Client, official: User, commitment: Any, step: str
) -> None:
    client.force_login(official)
    filled = {"on": today().isoformat(), "note": NOTE, "step": step}

    response = client.post(address(post_of(official), "hand-over"), filled)

    assert response.status_code == 422
    assert "Choose who takes over, or the post that takes the open items." in text_of(response)
    assert "Call Port City first." in text_of(response)
    assert holder(post_of(official)) == official


def test_hand_over_form_offers_posts_that_can_take_the_items(
    client: Client, official: User, ministry: Organisation, coordinator: User
) -> None:
    near = post_of(holder_of(Role.OFFICIAL, ministry))
    PostFactory(organisation=ministry)
    holder_of(Role.OBSERVER, ministry)
    far = post_of(holder_of(Role.OFFICIAL))
    own = post_of(official)

    offered = []
    for person in (official, coordinator):
        client.force_login(person)
        form = client.get(address(own, "hand-over")).context["form"]
        offered.append(set(form.fields["items_to"].queryset))

    assert offered == [{near}, {near, far, post_of(coordinator)}]


def test_items_move_by_page(client: Client, official: User, commitment: Any) -> None:
    near = post_of(holder_of(Role.OFFICIAL, commitment.lead_organisation))
    client.force_login(official)
    filled = {"on": today().isoformat(), "note": NOTE, "items_to": near.pk}

    check = client.post(address(post_of(official), "hand-over"), filled)
    client.post(address(post_of(official), "hand-over"), filled | {"step": "confirm"})

    assert f"1 item goes to {near.title} now" in text_of(check)
    assert open_items(near).commitments == [commitment]


@pytest.mark.parametrize("what", ["hand-over", "appoint", "deputy"])
@pytest.mark.parametrize("who", ["deputy", "colleague", "auditor", "foreign focal point"])
def test_others_do_not_give_a_post_away(
    client: Client, official: User, ministry: Organisation, what: str, who: str
) -> None:
    post = post_of(official)
    people = {
        "deputy": lambda: DeputyFactory(post=post).deputy,
        "colleague": lambda: holder_of(Role.OFFICIAL, ministry),
        "auditor": lambda: holder_of(Role.AUDITOR),
        "foreign focal point": lambda: holder_of(Role.FOCAL_POINT),
    }
    client.force_login(people[who]())

    assert client.get(address(post, what)).status_code == 403
    assert client.post(address(post, what)).status_code == 403


def test_right_is_lost_at_the_next_request(client: Client, official: User) -> None:
    """A4: the post was handed over meanwhile, by somebody else."""
    post = post_of(official)
    client.force_login(official)
    before = client.get(address(post, "hand-over"))

    hand_over(post, by=official, to=UserFactory(), on=today(), note=NOTE)
    after = client.get(address(post, "hand-over"))

    assert (before.status_code, after.status_code) == (200, 404)


def test_hand_over_is_called_off_by_page(client: Client, official: User) -> None:
    post = post_of(official)
    tenure = hand_over(post, by=official, to=UserFactory(), on=today(9), note=NOTE)
    assert tenure is not None
    client.force_login(official)
    off = address(post, f"tenures/{tenure.pk}/call-off")

    assert "takes over on" in text_of(client.get(address(post)))
    assert client.get(off).status_code == 405
    client.post(off)
    again = client.post(off)

    assert post.tenures.get().ends_on is None
    assert again.status_code == 404


# --- Deputies ----------------------------------------------------------------------------------


def test_deputy_is_set_and_ended(client: Client, official: User) -> None:
    post, person = post_of(official), UserFactory()
    client.force_login(official)

    client.post(
        address(post, "deputy"),
        {"deputy": person.email, "starts_on": today(), "ends_on": today(5)},
    )
    deputy = Deputy.objects.get()
    assert person.standing.post_ids == {post.pk}
    client.post(address(post, f"deputies/{deputy.pk}/end"))

    assert not Deputy.objects.exists()
    assert not User.objects.get(pk=person.pk).standing.posts


def test_deputy_who_has_begun_keeps_the_days_until_yesterday(official: User) -> None:
    deputy = DeputyFactory(post=post_of(official), starts_on=today(-5), ends_on=today(5))

    end_deputy(deputy, by=official)

    deputy.refresh_from_db()
    assert (deputy.starts_on, deputy.ends_on) == (today(-5), today(-1))


@pytest.mark.parametrize(
    ("first", "last", "who", "field"),
    [
        (-1, 5, "other", "starts_on"),
        (5, 4, "other", "ends_on"),
        (0, 5, "holder", "deputy"),
        (0, 5, "deputy", "deputy"),
        (0, 5, "closed", "deputy"),
        (0, 5, "successor", "deputy"),
    ],
)
def test_deputy_is_refused(official: User, first: int, last: int, who: str, field: str) -> None:
    post = post_of(official)
    people = {
        "other": UserFactory(),
        "holder": official,
        "deputy": DeputyFactory(post=post, starts_on=today(2)).deputy,
        "closed": UserFactory(is_active=False),
        "successor": UserFactory(),
    }
    hand_over(post, by=official, to=people["successor"], on=today(4), note=NOTE)

    with pytest.raises(Problems) as refused:
        set_deputy(
            post, by=official, deputy=people[who], starts_on=today(first), ends_on=today(last)
        )

    assert set(refused.value.problems) == {field}


# --- Ending a post -----------------------------------------------------------------------------


def test_post_ends_with_its_holder_and_deputies(client: Client, administrator: User) -> None:
    person = holder_of(Role.OFFICIAL)
    post = post_of(person)
    running = DeputyFactory(post=post, ends_on=today(30))
    DeputyFactory(post=post, starts_on=today(20))
    client.force_login(administrator)

    response = client.post(address(post, "close"), {"on": today(10)}, follow=True)

    running.refresh_from_db()
    post.refresh_from_db()
    assert "The post ends on" in text_of(response)
    assert post.closed_on == post.tenures.get().ends_on == running.ends_on == today(10)
    assert post.deputies.count() == 1
    assert person.standing_on(today(10)).post_ids == {post.pk}
    assert not person.standing_on(today(11)).posts


def test_post_with_open_items_does_not_end(administrator: User, commitment: Any) -> None:
    with pytest.raises(Refused, match="1 open items"):
        bodies.close_post(commitment.accountable_post, by=administrator, on=today())


def test_post_does_not_end_in_the_past_or_before_somebody_starts(administrator: User) -> None:
    post = TenureFactory(starts_on=today(20)).post

    for day in (-1, 10):
        with pytest.raises(Problems):
            bodies.close_post(post, by=administrator, on=today(day))


def test_last_post_of_an_administrator_does_not_end(administrator: User) -> None:
    with pytest.raises(Refused):
        bodies.close_post(post_of(administrator), by=administrator, on=today())


def test_ended_post_is_shown_as_ended(client: Client, administrator: User) -> None:
    post = PostFactory(closed_on=today(-1))
    client.force_login(administrator)

    page = client.get(address(post))

    assert "This post ended on" in text_of(page)
    assert "Nobody holds this post" not in text_of(page)


def test_unknown_post_is_not_found(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    for what in ("", "hand-over", "appoint", "deputy", "close"):
        assert client.get(f"/posts/unknown{what and '/' + what}").status_code == 404


def test_tenure_of_another_post_is_not_called_off_here(client: Client, administrator: User) -> None:
    other = TenureFactory(starts_on=today(5))
    client.force_login(administrator)

    response = client.post(address(PostFactory(), f"tenures/{other.pk}/call-off"))

    assert response.status_code == 404
    assert Tenure.objects.filter(pk=other.pk).exists()


def test_address_of_a_post_is_no_page_of_ours(
    administrator: User,
) -> None:
    added = bodies.add_post(
        by=administrator,
        title="!",
        organisation=OrganisationFactory(short_name="New"),
        role=Role.OFFICIAL,
    )

    assert added.slug != "new"

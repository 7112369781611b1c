"""At most one holder a day, whoever writes (PRODUCT.md 2)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Deputy, Post, Tenure
from tests.factories import DeputyFactory, PostFactory, TenureFactory, UserFactory

pytestmark = pytest.mark.django_db

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 5, 1), date(2026, 6, 1)),
        (date(2026, 6, 10), date(2026, 6, 10)),
        (date(2026, 1, 1), None),
    ],
)
def test_second_holder_on_one_of_the_days_is_refused(first: date, last: date | None) -> None:
    post = TenureFactory(starts_on=JUNE[0], ends_on=JUNE[1]).post
    second = Tenure(post=post, holder=UserFactory(), starts_on=first, ends_on=last)

    with pytest.raises(ValidationError, match="Somebody else holds this post"):
        second.full_clean()
    with pytest.raises(IntegrityError, match="tenure_one_holder_a_day"), transaction.atomic():
        TenureFactory(post=post, starts_on=first, ends_on=last)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 7, 1), None), (date(2026, 5, 1), date(2026, 5, 31))]
)
def test_holders_follow_each_other_without_a_gap(first: date, last: date | None) -> None:
    post = TenureFactory(starts_on=JUNE[0], ends_on=JUNE[1]).post
    next_one = Tenure(post=post, holder=UserFactory(), starts_on=first, ends_on=last)

    next_one.full_clean()
    TenureFactory(post=post, starts_on=first, ends_on=last)

    assert post.tenures.count() == 2


def test_other_posts_have_their_own_days() -> None:
    TenureFactory()
    other = Tenure(post=PostFactory(), holder=UserFactory(), starts_on=JUNE[0])

    other.full_clean()


def test_tenure_may_be_checked_against_itself() -> None:
    tenure = TenureFactory(starts_on=JUNE[0], ends_on=JUNE[1])

    tenure.full_clean()


def test_tenure_without_a_post_has_just_that_problem() -> None:
    TenureFactory()

    with pytest.raises(ValidationError) as refused:
        Tenure(holder=UserFactory(), starts_on=JUNE[0]).full_clean()

    assert set(refused.value.error_dict) == {"post"}


@pytest.mark.parametrize("factory", [TenureFactory, DeputyFactory])
def test_last_day_before_the_first_is_refused(factory: type) -> None:
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        factory(starts_on=JUNE[1], ends_on=JUNE[0])

    assert not Tenure.objects.exists()
    assert not Deputy.objects.exists()


def test_vacant_posts_are_those_that_nobody_holds_on_the_day() -> None:
    ended = TenureFactory(starts_on=JUNE[0], ends_on=JUNE[1]).post
    running = TenureFactory(starts_on=JUNE[0]).post
    never = PostFactory()
    PostFactory(closed_on=date(2026, 5, 31))

    assert list(Post.objects.vacant(on=date(2026, 7, 1)).order_by("pk")) == [ended, never]
    assert list(Post.objects.vacant(on=JUNE[1])) == [never]
    named = Post.objects.with_holder(on=date(2026, 7, 1)).get(pk=running.pk)
    assert named.holder_name == running.tenures.get().holder.name

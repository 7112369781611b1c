"""What a person decides about their own letters: preferences, mutes, absences (screen 22)."""

from collections.abc import Collection
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Deputy, Post, User
from commitments.models import Commitment
from commitments.reminders.models import Away, Mute, Preference
from commitments.reminders.rules.topics import OPTIONAL, Rhythm, Topic
from commitments.services.deed import change
from commitments.services.errors import Problems
from commitments.services.posts import end_deputy, set_deputy
from history import clock
from history.acts import act

DAY = timedelta(days=1)


def choose(
    *,
    by: User,
    rhythm: Rhythm,
    hour: int,
    weekday: int,
    time_zone: str,
    language: str,
    switched_off: Collection[Topic],
) -> Preference:
    """Keep how the person wants to be written to. What is essential is never switched off (L10)."""
    with act("preferences.changed", by=by):
        if language != by.language and language in dict(settings.LANGUAGES):
            change(by, language=language)
        kept = _locked(by)
        change(
            kept,
            rhythm=rhythm,
            hour=hour,
            weekday=weekday,
            # A name that no clock knows is refused here; the form offers none.
            time_zone=ZoneInfo(time_zone).key if time_zone else "",
            switched_off=sorted(OPTIONAL.intersection(switched_off)),
        )
        return kept


def switch_off(person: User, topics: Collection[Topic]) -> None:
    """Write no more about these topics, as one click in a mail program asks. Harmless again."""
    with act("preferences.unsubscribed", by=person):
        kept = _locked(person)
        off = OPTIONAL.intersection({*kept.switched_off, *topics})
        if off != set(kept.switched_off):
            change(kept, switched_off=sorted(off))


def mute(commitment: Commitment, *, by: User, until: date) -> Mute:
    """Send no optional mail of a commitment up to a day, that day included."""
    if until < clock.real_today():
        raise Problems({"until": _("Choose today or a later day.")})
    with act("preferences.muted", by=by):
        kept, _made = Mute.objects.update_or_create(
            person=by, commitment=commitment, defaults={"until": until}
        )
        return kept


def unmute(commitment: Commitment, *, by: User) -> None:
    with act("preferences.unmuted", by=by):
        Mute.objects.filter(person=by, commitment=commitment).delete()


def go_away(
    *,
    by: User,
    starts_on: date,
    ends_on: date,
    deputy: User | None = None,
    tell_focal_point: bool = False,
) -> Away:
    """Be away from a day to a day, both included (L6).

    The deputy stands in for each post that the person holds then, with its rights. Without one,
    mail of the posts goes to the focal point.
    """
    with act("away.set", by=by):
        # Two absences at once wait for each other, so that they never overlap.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if problems := _against(by, starts_on, ends_on, deputy):
            raise Problems(problems)
        away = Away.objects.create(
            person=by,
            starts_on=starts_on,
            ends_on=ends_on,
            deputy=deputy,
            tell_focal_point=tell_focal_point,
        )
        if deputy is not None:
            for post in _posts_without(deputy, by, starts_on, ends_on):
                set_deputy(post, by=by, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
        return away


def come_back(away: Away, *, by: User) -> None:
    """End an absence: today is a working day again; one that has not begun is called off."""
    today = clock.real_today()
    with act("away.ended", by=by):
        fresh = Away.objects.select_for_update(of=("self",), no_key=True).get(pk=away.pk, person=by)
        stands_in = Deputy.objects.filter(
            deputy=fresh.deputy_id,
            starts_on=fresh.starts_on,
            ends_on=fresh.ends_on,
            post__in=by.standing.post_ids,
        )
        for deputy in stands_in.select_related("post"):
            end_deputy(deputy, by=by)
        if fresh.starts_on >= today:
            fresh.delete()
        elif fresh.ends_on >= today:
            change(fresh, ends_on=today - DAY)


def away_between(person: User, starts_on: date, ends_on: date) -> Away | None:
    """An absence of the person on one of these days."""
    rows = Away.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
    return rows.first()


def _against(person: User, starts_on: date, ends_on: date, deputy: User | None) -> dict[str, str]:
    problems = {}
    if starts_on < clock.real_today():
        problems["starts_on"] = _("Choose today or a later day.")
    elif away_between(person, starts_on, ends_on):
        problems["starts_on"] = _("You are away on one of these days already.")
    if ends_on < starts_on:
        problems["ends_on"] = _("The last day must be the first day or later.")
    if deputy is None:
        return problems
    if deputy.pk == person.pk:
        problems["deputy"] = _("You cannot be your own deputy. Choose another person.")
    elif not deputy.is_active:
        problems["deputy"] = _("This account is closed. Choose another person.")
    elif away_between(deputy, starts_on, ends_on):
        problems["deputy"] = _("%(name)s is away on one of these days. Choose another person.") % {
            "name": deputy.name
        }
    return problems


def _posts_without(deputy: User, person: User, starts_on: date, ends_on: date) -> list[Post]:
    """The posts that the person holds in person, where the deputy does not stand in already."""
    held = [post.post_id for post in person.standing.posts if not post.as_deputy]
    stands_in = Q(deputies__deputy=deputy, deputies__starts_on__lte=ends_on) & Q(
        deputies__ends_on__gte=starts_on
    )
    return list(Post.objects.filter(pk__in=held).exclude(stands_in).order_by("pk"))


def _locked(person: User) -> Preference:
    """The person's row, made where there is none; two changes at once wait for each other."""
    Preference.objects.bulk_create([Preference(person=person)], ignore_conflicts=True)
    return Preference.objects.select_for_update(of=("self",), no_key=True).get(person=person)

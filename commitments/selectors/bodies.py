"""Organisations, posts and people as their pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Deputy, Holiday, Organisation, Post, Tenure, User
from accounts.models.post import PostQuerySet
from accounts.words import Role
from commitments.calendars import lazy_calendar
from commitments.models import (
    Commitment,
    CommitmentPartner,
    Contributor,
    Country,
    DateRequest,
    Milestone,
)
from commitments.permissions import can_hand_over, can_see_people
from commitments.rights import Right, Scope, scopes
from commitments.rules.facts import MilestoneFacts
from commitments.rules.labels import Timing, timing_label
from commitments.rules.words import CommitmentState, Freshness, MilestoneState
from commitments.selectors.headline import Digest, digests
from commitments.services.posts import DECIDED, ENDED, OpenItems
from history import clock


def visible_organisations(user: User) -> QuerySet[Organisation]:
    """What the person may see (A1): all bodies, or those of the work they are invited to."""
    found = scopes(user.standing, Right.SEE)
    everything = Organisation.objects.all()
    if Scope.ALL in found or Scope.SHARED in found:
        return everything
    seen = Commitment.objects.visible_to(user).order_by()
    partners = CommitmentPartner.objects.order_by().filter(commitment__in=seen.values("pk"))
    return everything.filter(
        Q(pk__in=user.standing.organisation_ids)
        | Q(pk__in=seen.values("lead_organisation"))
        | Q(pk__in=partners.values("organisation"))
    )


def visible_posts(user: User) -> PostQuerySet:
    """What the person may see (A1): the posts of the organisations they see."""
    return Post.objects.filter(organisation__in=visible_organisations(user).order_by())


def visible_people(user: User) -> QuerySet[User]:
    """What the person may see (A1): everybody who has an account, or nobody."""
    return User.objects.all() if can_see_people(user) else User.objects.none()


def may_read_notes(user: User, post: Post) -> bool:
    """Hand-over notes are for those who hold or give the post, and for auditors."""
    own = post.pk in user.standing.post_ids
    return own or can_hand_over(user, post) or user.standing.has(Role.AUDITOR)


# --- Lists -------------------------------------------------------------------------------------


def organisations_listed(user: User) -> QuerySet[Organisation]:
    """Adds `led_count` (commitments the person sees), `open_posts` and `vacant_posts`."""
    led = Commitment.objects.visible_to(user).filter(lead_organisation=OuterRef("pk"))
    posts = Post.objects.open_on().filter(organisation=OuterRef("pk"))
    vacant = posts.exclude(pk__in=Tenure.objects.running().values("post"))
    return (
        visible_organisations(user)
        .select_related("parent")
        .annotate(
            led_count=_count(led, "lead_organisation"),
            open_posts=_count(posts, "organisation"),
            vacant_posts=_count(vacant, "organisation"),
        )
    )


def posts_listed(user: User) -> PostQuerySet:
    """Adds who holds the post on the day read, and how many open commitments it owns."""
    owned = Commitment.objects.visible_to(user).filter(accountable_post=OuterRef("pk"))
    return with_holder(visible_posts(user)).annotate(
        owned_count=_count(owned.exclude(state__in=ENDED), "accountable_post"),
    )


def with_holder(posts: PostQuerySet) -> PostQuerySet:
    """Adds `holder_name`, `holder_email` and `deputy_name` of the day; None where nobody is."""
    day = clock.today()
    running = Tenure.objects.running().filter(post=OuterRef("pk"))
    standing_in = Deputy.objects.filter(
        post=OuterRef("pk"), starts_on__lte=day, ends_on__gte=day
    ).order_by("starts_on", "pk")
    return posts.select_related("organisation").annotate(
        holder_name=Subquery(running.values("holder__name")[:1]),
        holder_email=Subquery(running.values("holder__email")[:1]),
        deputy_name=Subquery(standing_in.values("deputy__name")[:1]),
    )


def people_listed(user: User) -> QuerySet[User]:
    """People by name; their posts come with `posts_held`."""
    return visible_people(user).order_by("name", "pk")


def posts_held(people: Iterable[User]) -> dict[int, list[Tenure]]:
    """The tenures of the day of several people, in one query."""
    held: dict[int, list[Tenure]] = defaultdict(list)
    running = Tenure.objects.running().filter(holder__in=[person.pk for person in people])
    for tenure in running.select_related("post__organisation").order_by("starts_on", "pk"):
        held[tenure.holder_id].append(tenure)
    return dict(held)


def focal_points(bodies: Iterable[Organisation]) -> dict[int, list[str]]:
    """The names of the focal points of several organisations on the day, in one query."""
    names: dict[int, list[str]] = defaultdict(list)
    running = Tenure.objects.running().filter(
        post__organisation__in=[body.pk for body in bodies], post__role=Role.FOCAL_POINT
    )
    rows = running.order_by("holder__name").values_list("post__organisation", "holder__name")
    for body, name in rows:
        names[body].append(name)
    return dict(names)


# --- One organisation --------------------------------------------------------------------------


@dataclass(frozen=True)
class Mirror:
    """An organisation's own mirror (screen 15): counts of what the reader may see."""

    led: int
    active: int
    takes_part_in: int
    overdue: int
    returned: int
    in_review: int
    due_soon: int
    no_update: int
    date_requests: int


@dataclass(frozen=True)
class Led:
    """A commitment of an organisation, and what the rules say of it."""

    commitment: Commitment
    digest: Digest


def mirror_of(organisation: Organisation, user: User) -> Mirror:
    """Count an organisation's work on the day read."""
    led = Commitment.objects.visible_to(user).filter(lead_organisation=organisation)
    numbers = led.aggregate(
        led=Count("pk"), active=Count("pk", filter=Q(state=CommitmentState.ACTIVE))
    )
    partner = CommitmentPartner.objects.filter(organisation=organisation).order_by()
    part = Commitment.objects.visible_to(user).filter(pk__in=partner.values("commitment"))
    steps = Milestone.objects.visible_to(user).filter(commitment__lead_organisation=organisation)
    requests = DateRequest.objects.visible_to(user).waiting()
    return Mirror(
        led=numbers["led"],
        active=numbers["active"],
        takes_part_in=part.exclude(lead_organisation=organisation).count(),
        overdue=steps.overdue().count(),
        returned=steps.filter(state=MilestoneState.RETURNED).count(),
        in_review=steps.submitted().count(),
        due_soon=steps.due_within(14).count(),
        no_update=led.freshness(Freshness.NO_UPDATE).count(),
        date_requests=requests.filter(
            milestone__commitment__lead_organisation=organisation
        ).count(),
    )


def holidays_of(organisation: Organisation | None, *, since: date) -> list[Holiday]:
    """The days off from a day on: its own, or the installation's where it has none at all."""
    own = Holiday.objects.filter(organisation=organisation)
    days = own if organisation is None or own.exists() else Holiday.objects.filter(
        organisation=None
    )  # fmt: skip
    return list(days.filter(on__gte=since))


def country_name(iso2: str) -> str:
    """The name of a country; its code where the reference data of the day lacks it."""
    names = Country.objects.filter(pk=iso2).values_list("name", flat=True)
    return names.first() or iso2 if iso2 else ""


def led_by(organisation: Organisation, user: User, *, most: int = 10) -> list[Led]:
    """The first commitments that it leads, with what the rules say of each."""
    holder = Tenure.objects.running().filter(post=OuterRef("accountable_post"))
    led = (
        Commitment.objects.visible_to(user)
        .filter(lead_organisation=organisation)
        .select_related("accountable_post")
        .annotate(holder_name=Subquery(holder.values("holder__name")[:1]))
        .order_by("code")[:most]
    )
    told = digests(rows := list(led))
    return [Led(row, told[row.pk]) for row in rows]


# --- One post ----------------------------------------------------------------------------------


def open_items_seen(post: Post, user: User) -> OpenItems:
    """The open items of a post that the reader may see, on the day read."""
    seen = Commitment.objects.visible_to(user).exclude(state__in=ENDED)
    milestones = (
        Milestone.objects.visible_to(user)
        .filter(responsible_post=post)
        .exclude(state__in=DECIDED)
        .exclude(commitment__state__in=ENDED)
        .select_related("commitment")
        .order_by("code")
    )
    contributions = Contributor.objects.filter(
        post=post, commitment__in=seen.order_by().values("pk")
    )
    return OpenItems(
        list(seen.filter(accountable_post=post).order_by("code")),
        list(milestones),
        list(contributions.select_related("commitment").order_by("commitment__code")),
    )


@dataclass(frozen=True)
class Item:
    """One open item: a commitment or milestone, and what the post is to it."""

    thing: Commitment | Milestone
    duty: Any
    deadline: date | None = None
    timing: Timing | None = None


def in_rows(items: OpenItems) -> list[Item]:
    """Open items as the rows of a table, with the timing of each milestone on the day read."""
    today = clock.today()
    rows = [Item(one, _("Answers for")) for one in items.commitments]
    for step in items.milestones:
        told = timing_label(MilestoneFacts.of(step), on=today, calendar=lazy_calendar())
        rows.append(Item(step, _("Responsible for"), step.deadline, told))
    rows += [Item(one.commitment, _("Contributes to")) for one in items.contributions]
    return rows


def tenures_of(post: Post) -> list[Tenure]:
    """Who held, holds and will hold a post, newest first."""
    return list(post.tenures.select_related("holder", "post"))


def deputies_of(post: Post) -> list[Deputy]:
    """Who stood, stands and will stand in, newest first."""
    return list(post.deputies.select_related("deputy"))


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)

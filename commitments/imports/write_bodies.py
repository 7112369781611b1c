"""Organisations and posts that an import needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation, Post
from accounts.sort_key import sort_key
from accounts.words import Role
from commitments.imports.words import plain
from history import clock


@dataclass(frozen=True)
class Answering:
    """The organisations by the names the file gives them, and who answers for each."""

    bodies: dict[str, int]
    posts: dict[int, int]

    def post(self, name: str) -> int | None:
        """The focal-point post of an organisation, if it has a name and a post."""
        return self.posts.get(self.bodies[name]) if name else None


def add_bodies(wanted: list[dict[str, str]], needing_a_post: Iterable[str]) -> Answering:
    """Add the organisations that are still missing, and a vacant focal point where none is."""
    held = {plain(name): pk for pk, name in Organisation.objects.values_list("pk", "name")}
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    made = [
        Organisation(
            name=body["name"],
            short_name=body["short_name"],
            slug=_free(body["short_name"], slugs),
            category=body["category"],
            governance_level=body["level"],
            country=body["country"],
            sort_key=sort_key(body["name"]),
        )
        for body in wanted
        if plain(body["name"]) not in held
    ]
    Organisation.objects.bulk_create(made)
    rows = list(Organisation.objects.values_list("pk", "name", "short_name"))
    bodies = {name: pk for pk, name, _short in rows}
    # A body may have come in meanwhile under another spelling of the same name.
    same = {plain(name): pk for pk, name, _short in rows}
    bodies |= {b["name"]: same[plain(b["name"])] for b in wanted}
    short = {pk: short_name for pk, _name, short_name in rows}
    return Answering(bodies, _add_posts([bodies[name] for name in needing_a_post], short))


def _add_posts(body_ids: list[int], short_names: dict[int, str]) -> dict[int, int]:
    today = clock.real_today()
    open_posts = Post.objects.open_on(today).filter(role=Role.FOCAL_POINT).order_by("-pk")
    held: dict[int, int] = dict(open_posts.values_list("organisation_id", "pk"))
    slugs = set(Post.objects.values_list("slug", flat=True))
    made = []
    for body_id in dict.fromkeys(body_ids):
        if body_id not in held:
            title = _("Focal point, %(body)s") % {"body": short_names[body_id]}
            made.append(
                Post(
                    title=title[:150],
                    slug=_free(title, slugs),
                    organisation_id=body_id,
                    role=Role.FOCAL_POINT,
                )
            )
    Post.objects.bulk_create(made)
    return held | {post.organisation_id: post.pk for post in made}


def _free(words: str, taken: set[str]) -> str:
    """A readable address that nothing else has, also not another one of this import."""
    base = slugify(words)[:60] or "x"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug

"""What acts changed, as programs read it: fields and values as they are stored, objects by name."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Deputy, Organisation, Post, Tenure, User
from commitments.models import Commitment, Milestone, Plan
from commitments.selectors.history import strands_of_commitment, strands_of_milestone
from history.changes import Difference, RowChange, Strand, changes_in, versions_of
from history.models import Act

# What names an object where another one points to it.
NAMES: dict[Any, str] = {
    Commitment: "code",
    Milestone: "code",
    Organisation: "slug",
    Plan: "code",
    Post: "slug",
    User: "name",
}
# Kept by the services themselves, or no part of what is told.
QUIET = frozenset({"version", "sort_key", "evidence_count", "unchanged_updates", "file"})
NOTHING: tuple[Any, ...] = (None, "", [], {})

Change = dict[str, Any]


def changes_of(acts: Iterable[int], strands: list[Strand]) -> dict[int, list[Change]]:
    """For each act what it changed in the rows of a story. As many queries for many as for one."""
    found = changes_in(acts, strands)
    names = _names(one for changes in found.values() for one in changes)
    return {
        act: [line for one in changes for line in _lines(one, names)]
        for act, changes in found.items()
    }


def strands_about(act: Act) -> list[Strand]:
    """The story that an act belongs to by its code or address name; none for many objects."""
    if milestone := Milestone.objects.filter(code=act.about).first():
        return strands_of_milestone(milestone)
    if commitment := Commitment.objects.filter(code=act.about).first():
        return strands_of_commitment(commitment)
    if not act.about:
        return []
    if organisation := Organisation.objects.filter(slug=act.about).first():
        return [Strand(versions_of(Organisation), "pgh_obj", [organisation.pk])]
    if post := Post.objects.filter(slug=act.about).first():
        return [
            Strand(versions_of(Post), "pgh_obj", [post.pk]),
            Strand(versions_of(Tenure), "post", [post.pk]),
            Strand(versions_of(Deputy), "post", [post.pk]),
        ]
    return []


def _names(changes: Iterable[RowChange]) -> dict[tuple[Any, Any], str]:
    """The names of all objects that the changes point to. One query for each kind of object."""
    wanted: dict[Any, set[Any]] = {}
    for change in changes:
        for one in change.differences:
            model = one.column.related_model
            if model in NAMES:
                wanted.setdefault(model, set()).update({one.before, one.after} - {None})
    return {
        (model, key): name
        for model, keys in wanted.items()
        for key, name in model._default_manager.filter(pk__in=keys).values_list("pk", NAMES[model])
    }


def _lines(change: RowChange, names: dict[tuple[Any, Any], str]) -> list[Change]:
    model: Any = change.model
    about = {
        "object": model._meta.model_name,
        "key": str(getattr(change.row, NAMES.get(model, "pgh_obj_id"))),
        "what": change.label,
    }
    told = [one for one in change.differences if _is_told(one)]
    if not told:
        return [] if change.label == "update" else [_line(about, None, names)]
    return [_line(about, one, names) for one in told]


def _line(about: Change, one: Difference | None, names: dict[tuple[Any, Any], str]) -> Change:
    if one is None:
        return {**about, "field": None, "before": None, "after": None}
    model = one.column.related_model
    before, after = (
        names.get((model, value), value) if model else value for value in (one.before, one.after)
    )
    return {**about, "field": one.column.name, "before": before, "after": after}


def _is_told(one: Difference) -> bool:
    nothing = one.before in NOTHING and one.after in NOTHING
    return one.column.name not in QUIET and not nothing

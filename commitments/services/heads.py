"""The head of an organisation: the post that escalations of level 2 go to (E2)."""

from django.utils.translation import gettext as _

from accounts.models import Post, User
from commitments import permissions
from commitments.rights import Right
from commitments.services.deed import change
from commitments.services.errors import Refused
from history import clock
from history.acts import act


def name_head(post: Post, *, by: User) -> Post:
    """Make a post the head of its organisation, in place of the one that was."""
    permissions.require(permissions.can_manage_bodies(by))
    with act("post.named_head", by=by, post=permissions.acting_post(by, Right.MANAGE_BODIES)):
        rows = Post.objects.select_for_update(of=("self",), no_key=True)
        fresh = rows.get(pk=post.pk)
        if fresh.closed_on is not None and fresh.closed_on < clock.real_today():
            raise Refused(_("This post has ended, so it cannot head the organisation."))
        for other in rows.filter(organisation=fresh.organisation_id, is_head=True):
            change(other, is_head=False)
        change(fresh, is_head=True)
        return fresh

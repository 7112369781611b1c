"""Who a command acts for."""

from django.core.management.base import CommandError

from accounts.models import User


def person_with(email: str | None) -> User | None:
    """The person with this email address; None without one, which is the system itself."""
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"Nobody has the email address {email}.")
    return person

"""What a person reads who has just started the tracker."""

from django.conf import settings

from accounts.demo import visits
from accounts.models import User
from commitments.demo.bodies import PASSWORD
from tracker.listening import reached_at

# Addresses that only this machine reaches.
_HERE = ("127.0.0.1", "::1", "localhost")


def welcome(host: str, port: int) -> str:
    """The address, and whom to sign in as: in a demo the invented people."""
    name = "localhost" if reached_at(host) in _HERE else host
    lines = ["", f"  The tracker runs at http://{name}:{port}"]
    if found := visits():
        width = max(len(visit.person.email) for visit in found)
        lines += ["", f"  One click on the first page signs you in, or the password {PASSWORD}:"]
        lines += [
            f"    {visit.person.email:{width}}  {visit.role.label}, {visit.organisation}"
            for visit in found
        ]
    elif not User.objects.exists():
        lines += [
            "",
            "  Nobody can sign in yet. Add who administers it:",
            "    .venv/bin/python manage.py add_administrator EMAIL"
            " --name NAME --organisation NAME",
        ]
    if host not in _HERE and not settings.PRODUCTION:
        lines += [
            "",
            "  Other machines reach it, and it is set up for trying out: its secret is known to",
            "  everybody, and letters are open to all. For real people set PRODUCTION=1.",
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])

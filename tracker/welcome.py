"""What a person reads who has just started the tracker."""

from accounts.demo import visits
from accounts.models import User
from commitments.demo.bodies import PASSWORD
from tracker.listening import reached_at


def welcome(host: str, port: int) -> str:
    """The address, and whom to sign in as: in a demo the invented people."""
    name = "localhost" if reached_at(host) in ("127.0.0.1", "::1") else host
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
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])

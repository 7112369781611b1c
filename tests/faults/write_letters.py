"""Letters that wait in a tracker's own database: `python -m tests.faults.write_letters NAME COUNT`.

Run in the environment of the tracker that is treated badly. Each person owns one milestone that
has been overdue for 20 days, whatever weekday and hour it is.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def main() -> None:
    django.setup()
    from commitments.reminders.models import Letter, Notice
    from commitments.reminders.planning import plan
    from history import clock
    from tests.factories import (
        CommitmentFactory,
        MilestoneFactory,
        OrganisationFactory,
        PlanFactory,
        PostFactory,
        TenureFactory,
        UserFactory,
        today,
    )

    # Each run is a process of its own, whose factories would count from nothing again.
    for made in (OrganisationFactory, PlanFactory, PostFactory, UserFactory):
        made.reset_sequence(made._meta.model.objects.count())
    name, count = sys.argv[1], int(sys.argv[2])
    body, now = OrganisationFactory(name=f"Office {name}"), clock.now()
    for number in range(count):
        owner = UserFactory(email=f"{name}{number}@example.org", password="!")
        post = PostFactory(organisation=body)
        TenureFactory(post=post, holder=owner)
        promise = CommitmentFactory(
            lead_organisation=body,
            accountable_post=post,
            agreed_on=today(-60),
            last_update_on=today(-1),
        )
        MilestoneFactory(commitment=promise, deadline=today(-20), responsible_post=post)
    plan()
    notices = Notice.objects.filter(person__email__startswith=name, letter=None)
    for person in set(notices.values_list("person", flat=True)):
        # In a window of its own: the hours of letters may be over when tests run.
        letter = Letter.objects.create(
            person_id=person, day=clock.today(), send_from=now - timedelta(minutes=1),
            send_until=now + timedelta(hours=6), try_at=now, made_at=now,
        )  # fmt: skip
        notices.filter(person=person).update(letter=letter)


if __name__ == "__main__":
    main()

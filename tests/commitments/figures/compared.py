"""What holds between figures and record: every cell of every way to tell the plan apart."""

from accounts.models import User
from commitments.figures.reading import Part, Reader
from commitments.models import Commitment
from commitments.rights import Right
from tests.commitments.figures.recount import Recount

WAYS: list[tuple[str, ...]] = [
    (),
    ("level",),
    ("objective",),
    ("objective", "level"),
    ("organisation",),
    ("organisation", "objective", "level"),
]


def assert_figures_hold(user: User, right: Right = Right.SEE, *, live: bool = False) -> None:
    """Every cell of every way to tell the plan apart, whole and narrowed."""
    parts = [Part(), Part(objective=7), Part(level="local"), Part(objective=7, level="national")]
    organisation = Commitment.objects.exclude(lead_organisation=None).first()
    if organisation:
        parts += [
            Part(organisation=organisation.lead_organisation_id),
            Part(organisation=organisation.lead_organisation_id, objective=7),
        ]
    reader, recount = Reader(user, right), Recount(user, right)
    assert reader.is_live == live
    for part in parts:
        for by in WAYS:
            sums = reader.by(by, part)
            found = {key: dict(one) for key, one in sums.items() if any(one.values())}
            assert found == recount.by(by, part), (part, by)
        for by in WAYS[:5]:
            for name in ("slips", "days_overdue"):
                days = {key: +spread for key, spread in reader.spread(name, part, by).items()}
                found_days = {key: spread for key, spread in days.items() if spread}
                assert found_days == recount.spread(name, part, by), (name, part, by)

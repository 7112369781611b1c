"""From a draft to an agreed plan: what the services allow, to whom, and what they keep."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, User
from commitments.models import Commitment, Contributor, Milestone
from commitments.rules.words import CommitmentState, MilestoneState, PartnerRole
from commitments.services import drafts, partners
from commitments.services.errors import Changed, Problems, Refused
from history.changes import versions_of
from history.models import Act
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PostFactory,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ministry: Organisation, official: User) -> Commitment:
    """A draft of the ministry that lacks nothing."""
    commitment = CommitmentFactory(
        draft=True, lead_organisation=ministry, accountable_post=post_of(official)
    )
    MilestoneFactory(commitment=commitment, draft=True, responsible_post=None)
    return commitment


def begin(by: User, lead: Organisation, **values: Any) -> Commitment:
    return drafts.draft_commitment(
        PlanFactory(),
        by=by,
        main_objective=7,
        title="Open help desks",
        level="local",
        lead_organisation=lead,
        **values,
    )


def test_draft_gets_a_code_that_is_never_given_again(
    official: User, ministry: Organisation
) -> None:
    one, other = begin(official, ministry), begin(official, ministry)

    assert one.code[:7] == other.code[:7] == "GCM-07-"
    assert int(other.code[7:]) == int(one.code[7:]) + 1
    assert one.state == CommitmentState.DRAFT
    assert Act.objects.filter(about=one.code).values_list("kind", flat=True)[0] == (
        "commitment.drafted"
    )


def test_draft_for_a_foreign_organisation_is_denied(official: User) -> None:
    with pytest.raises(PermissionDenied):
        begin(official, OrganisationFactory())


def test_draft_is_not_given_to_a_foreign_organisation(official: User, draft: Commitment) -> None:
    with pytest.raises(PermissionDenied):
        drafts.change_draft(
            draft, by=official, based_on=draft.version, lead_organisation=OrganisationFactory()
        )


def test_change_based_on_an_old_version_is_refused(official: User, draft: Commitment) -> None:
    drafts.change_draft(draft, by=official, based_on=draft.version, title="First")

    with pytest.raises(Changed) as changed:
        drafts.change_draft(draft, by=official, based_on=draft.version, title="Second")

    assert changed.value.current.title == "First"


def test_milestone_deadline_lies_before_the_end(official: User, draft: Commitment) -> None:
    with pytest.raises(Problems) as refused:
        drafts.add_milestone(
            draft, by=official, title="Late", deadline=draft.ends_on.replace(year=2040)
        )

    assert refused.value.problems["deadline"].startswith("Deadline must be the same as or before")


@pytest.mark.parametrize(
    ("field", "value"),
    [("deadline", date(9999, 1, 1)), ("achieved_test", "x" * 5001)],
)
def test_milestone_refuses_what_is_beyond_measure(
    official: User, draft: Commitment, field: str, value: Any
) -> None:
    with pytest.raises(Problems) as refused:
        drafts.add_milestone(draft, by=official, **{"title": "Step", field: value})

    assert field in refused.value.problems


def test_removed_milestone_leaves_its_number_and_its_versions(
    official: User, draft: Commitment
) -> None:
    first = draft.milestones.get()

    drafts.remove_milestone(first, by=official)
    second = drafts.add_milestone(draft, by=official, title="Again")

    assert list(draft.milestones.all()) == [second]
    assert second.number == first.number + 1
    labels = versions_of(Milestone).objects.filter(pgh_obj_id=first.pk).order_by("pgh_id")
    assert list(labels.values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_agreed_milestone_is_not_changed_or_removed(official: User, coordinator: User) -> None:
    commitment = CommitmentFactory(proposed=True)
    milestone = MilestoneFactory(commitment=commitment)

    with pytest.raises(Refused):
        drafts.remove_milestone(milestone, by=coordinator)
    with pytest.raises(Refused):
        drafts.change_milestone_draft(
            milestone, by=coordinator, based_on=milestone.version, title="Other"
        )


@pytest.mark.parametrize(
    ("missing", "problem"),
    [
        ({"accountable_post": None}, "no accountable owner"),
        ({"milestone": {"deadline": None}}, "has no deadline"),
        ({"milestone": {"achieved_test": " "}}, "what counts as achieved"),
        ({"milestone": None}, "no milestone"),
    ],
)
@pytest.mark.parametrize("service", [drafts.propose_commitment, drafts.agree_plan])
def test_plan_that_lacks_something_is_neither_sent_nor_agreed(
    coordinator: User, ministry: Organisation, missing: Any, problem: str, service: Any
) -> None:
    values = {"accountable_post": PostFactory(organisation=ministry)}
    values |= {k: v for k, v in missing.items() if k != "milestone"}
    plan = CommitmentFactory(draft=True, lead_organisation=ministry, **values)
    if missing.get("milestone", {}) is not None:
        MilestoneFactory(commitment=plan, draft=True, **missing.get("milestone", {}))

    with pytest.raises(Refused) as refused:
        service(plan, by=coordinator)

    assert problem in refused.value.problem
    plan.refresh_from_db()
    assert plan.state == CommitmentState.DRAFT


def test_official_does_not_send_and_owner_does_not_agree(official: User, draft: Commitment) -> None:
    with pytest.raises(PermissionDenied):
        drafts.propose_commitment(draft, by=official)
    with pytest.raises(PermissionDenied):
        drafts.agree_plan(draft, by=official)


def test_agreement_fixes_first_deadlines_and_names_who_is_responsible(
    focal_point: User, coordinator: User, draft: Commitment
) -> None:
    drafts.propose_commitment(draft, by=focal_point)
    drafts.agree_plan(draft, by=coordinator)

    milestone = draft.milestones.get()
    draft.refresh_from_db()
    assert (draft.state, draft.agreed_on) == (CommitmentState.ACTIVE, today())
    assert milestone.state == MilestoneState.PLANNED
    assert milestone.first_deadline == milestone.deadline
    assert milestone.responsible_post_id == draft.accountable_post_id


def test_agreement_of_what_was_changed_meanwhile_is_refused(
    coordinator: User, focal_point: User, draft: Commitment
) -> None:
    read = draft.version
    drafts.change_draft(draft, by=focal_point, based_on=read, title="Quite another promise")

    with pytest.raises(Changed):
        drafts.agree_plan(draft, by=coordinator, based_on=read)


def test_returned_plan_is_a_draft_with_the_comment(
    focal_point: User, coordinator: User, draft: Commitment
) -> None:
    drafts.propose_commitment(draft, by=focal_point)
    with pytest.raises(Problems):
        drafts.return_plan(draft, by=coordinator, reason=" ")

    drafts.return_plan(draft, by=coordinator, reason="Add a milestone in spring.")

    draft.refresh_from_db()
    assert (draft.state, draft.state_reason) == ("draft", "Add a milestone in spring.")


def test_partner_is_named_once_a_role_and_removed_once(
    focal_point: User, commitment: Commitment
) -> None:
    body = OrganisationFactory()
    partner = partners.add_partner(
        commitment, by=focal_point, organisation=body, role=PartnerRole.FUNDS
    )
    with pytest.raises(Exception, match="has this role already"):
        partners.add_partner(commitment, by=focal_point, organisation=body, role=PartnerRole.FUNDS)

    partners.remove_partner(partner, by=focal_point)
    partners.remove_partner(partner, by=focal_point)

    assert not commitment.partners.exists()


def test_contributor_named_twice_is_one(focal_point: User, commitment: Commitment) -> None:
    post = PostFactory()

    one = partners.add_contributor(commitment, by=focal_point, post=post)
    assert partners.add_contributor(commitment, by=focal_point, post=post) == one
    partners.remove_contributor(one, by=focal_point)

    assert not Contributor.objects.exists()


def test_partners_of_a_foreign_commitment_are_denied(official: User) -> None:
    foreign = CommitmentFactory()

    with pytest.raises(PermissionDenied):
        partners.add_contributor(foreign, by=official, post=PostFactory())
    with pytest.raises(PermissionDenied):
        partners.remove_partner(PartnerFactory(commitment=foreign), by=official)

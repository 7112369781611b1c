from django.db import migrations, models

from history.operations import ChangeIndexes


class Migration(migrations.Migration):
    """The versions of one row, and the newest of a commitment, are found without a search."""

    dependencies = [
        ("commitments", "0002_import_runs"),
        ("history", "0002_initial"),
    ]

    operations = [
        ChangeIndexes(
            removed=[
                (
                    "commitmentpartnerversion",
                    models.Index(fields=["commitment"], name="commitmentpa_v_commitment"),
                ),
                ("commitmentversion", models.Index(fields=["plan"], name="commitment_v_plan")),
                (
                    "commitmentversion",
                    models.Index(fields=["lead_organisation"], name="commitment_v_lead_organisa"),
                ),
                (
                    "commitmentversion",
                    models.Index(fields=["main_objective"], name="commitment_v_main_objectiv"),
                ),
                (
                    "contributorversion",
                    models.Index(fields=["commitment"], name="contributor_v_commitment"),
                ),
                (
                    "daterequestversion",
                    models.Index(fields=["milestone"], name="daterequest_v_milestone"),
                ),
                (
                    "evidenceversion",
                    models.Index(fields=["commitment"], name="evidence_v_commitment"),
                ),
                (
                    "evidenceversion",
                    models.Index(fields=["milestone"], name="evidence_v_milestone"),
                ),
                (
                    "milestonechangeversion",
                    models.Index(fields=["update"], name="milestonecha_v_update"),
                ),
                (
                    "milestoneversion",
                    models.Index(fields=["commitment"], name="milestone_v_commitment"),
                ),
                (
                    "milestoneversion",
                    models.Index(fields=["deadline"], name="milestone_v_deadline"),
                ),
                ("ratingversion", models.Index(fields=["commitment"], name="rating_v_commitment")),
                ("reviewversion", models.Index(fields=["submission"], name="review_v_submission")),
                (
                    "submissionversion",
                    models.Index(fields=["milestone"], name="submission_v_milestone"),
                ),
                ("updateversion", models.Index(fields=["commitment"], name="update_v_commitment")),
            ],
            added=[
                (
                    "commitmentpartnerversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="commitmentpartner_v_row"),
                ),
                (
                    "commitmentpartnerversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="commitmentpartner_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "commitmentpartnerversion",
                    models.Index(fields=["commitment", "act"], name="commitmentpa_v_commitment"),
                ),
                (
                    "commitmentversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="commitment_v_row"),
                ),
                (
                    "commitmentversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="commitment_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "commitmentversion",
                    models.Index(fields=["plan", "act"], name="commitment_v_plan"),
                ),
                (
                    "commitmentversion",
                    models.Index(
                        fields=["lead_organisation", "act"], name="commitment_v_lead_organisa"
                    ),
                ),
                (
                    "commitmentversion",
                    models.Index(
                        fields=["main_objective", "act"], name="commitment_v_main_objectiv"
                    ),
                ),
                (
                    "contributorversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="contributor_v_row"),
                ),
                (
                    "contributorversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="contributor_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "contributorversion",
                    models.Index(fields=["commitment", "act"], name="contributor_v_commitment"),
                ),
                (
                    "countryversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="country_v_row"),
                ),
                (
                    "countryversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="country_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "daterequestversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="daterequest_v_row"),
                ),
                (
                    "daterequestversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="daterequest_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "daterequestversion",
                    models.Index(fields=["milestone", "act"], name="daterequest_v_milestone"),
                ),
                (
                    "evidenceversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="evidence_v_row"),
                ),
                (
                    "evidenceversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="evidence_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "evidenceversion",
                    models.Index(fields=["commitment", "act"], name="evidence_v_commitment"),
                ),
                (
                    "evidenceversion",
                    models.Index(fields=["milestone", "act"], name="evidence_v_milestone"),
                ),
                (
                    "gcmactionversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="gcmaction_v_row"),
                ),
                (
                    "gcmactionversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="gcmaction_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "groupedobjectiveversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="groupedobjective_v_row"),
                ),
                (
                    "groupedobjectiveversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="groupedobjective_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "groupingschemeversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="groupingscheme_v_row"),
                ),
                (
                    "groupingschemeversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="groupingscheme_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "levelnoteversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="levelnote_v_row"),
                ),
                (
                    "levelnoteversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="levelnote_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "milestonechangeversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="milestonechange_v_row"),
                ),
                (
                    "milestonechangeversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="milestonechange_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "milestonechangeversion",
                    models.Index(fields=["update", "act"], name="milestonecha_v_update"),
                ),
                (
                    "milestoneversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="milestone_v_row"),
                ),
                (
                    "milestoneversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="milestone_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "milestoneversion",
                    models.Index(fields=["commitment", "act"], name="milestone_v_commitment"),
                ),
                (
                    "milestoneversion",
                    models.Index(fields=["deadline", "act"], name="milestone_v_deadline"),
                ),
                (
                    "objectivegroupversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="objectivegroup_v_row"),
                ),
                (
                    "objectivegroupversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="objectivegroup_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "objectiveversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="objective_v_row"),
                ),
                (
                    "objectiveversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="objective_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("planversion", models.Index(fields=["pgh_obj", "pgh_id"], name="plan_v_row")),
                (
                    "planversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="plan_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "principleversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="principle_v_row"),
                ),
                (
                    "principleversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="principle_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("ratingversion", models.Index(fields=["pgh_obj", "pgh_id"], name="rating_v_row")),
                (
                    "ratingversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="rating_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "ratingversion",
                    models.Index(fields=["commitment", "act"], name="rating_v_commitment"),
                ),
                (
                    "revieweventversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="reviewevent_v_row"),
                ),
                (
                    "revieweventversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="reviewevent_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("reviewversion", models.Index(fields=["pgh_obj", "pgh_id"], name="review_v_row")),
                (
                    "reviewversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="review_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "reviewversion",
                    models.Index(fields=["submission", "act"], name="review_v_submission"),
                ),
                (
                    "sdglinkversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="sdglink_v_row"),
                ),
                (
                    "sdglinkversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="sdglink_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "stakeholdercategoryversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="stakeholdercategory_v_row"),
                ),
                (
                    "stakeholdercategoryversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="stakeholdercategory_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "submissionversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="submission_v_row"),
                ),
                (
                    "submissionversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="submission_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "submissionversion",
                    models.Index(fields=["milestone", "act"], name="submission_v_milestone"),
                ),
                ("updateversion", models.Index(fields=["pgh_obj", "pgh_id"], name="update_v_row")),
                (
                    "updateversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="update_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "updateversion",
                    models.Index(fields=["commitment", "act"], name="update_v_commitment"),
                ),
            ],
        )
    ]

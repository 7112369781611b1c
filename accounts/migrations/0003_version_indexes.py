from django.db import migrations, models

from history.operations import ChangeIndexes


class Migration(migrations.Migration):
    """The versions of one row, and the newest of a commitment, are found without a search."""

    dependencies = [
        ("accounts", "0002_initial"),
        ("history", "0002_initial"),
    ]

    operations = [
        ChangeIndexes(
            removed=[
                ("tenureversion", models.Index(fields=["post"], name="tenure_v_post")),
                ("tenureversion", models.Index(fields=["holder"], name="tenure_v_holder")),
            ],
            added=[
                ("deputyversion", models.Index(fields=["pgh_obj", "pgh_id"], name="deputy_v_row")),
                (
                    "deputyversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="deputy_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "holidayversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="holiday_v_row"),
                ),
                (
                    "holidayversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="holiday_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                (
                    "organisationversion",
                    models.Index(fields=["pgh_obj", "pgh_id"], name="organisation_v_row"),
                ),
                (
                    "organisationversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="organisation_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("postversion", models.Index(fields=["pgh_obj", "pgh_id"], name="post_v_row")),
                (
                    "postversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="post_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("tenureversion", models.Index(fields=["pgh_obj", "pgh_id"], name="tenure_v_row")),
                (
                    "tenureversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="tenure_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
                ("tenureversion", models.Index(fields=["post", "act"], name="tenure_v_post")),
                ("tenureversion", models.Index(fields=["holder", "act"], name="tenure_v_holder")),
                ("userversion", models.Index(fields=["pgh_obj", "pgh_id"], name="user_v_row")),
                (
                    "userversion",
                    models.Index(
                        fields=["pgh_obj"],
                        name="user_v_now",
                        condition=models.Q(("superseded_at", None)),
                    ),
                ),
            ],
        )
    ]

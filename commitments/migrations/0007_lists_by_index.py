import datetime

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import commitments.querysets.milestone
import commitments.querysets.words


class Migration(migrations.Migration):
    """Every sort, filter and count of the lists finds an index."""

    dependencies = [
        ("commitments", "0006_import_in_the_background"),
    ]

    operations = [
        # A large record takes longer than a page may.
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name="milestone",
            name="milestone_open_deadline",
        ),
        migrations.AlterField(
            model_name="milestone",
            name="commitment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="commitments.commitment",
                verbose_name="commitment",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                django.db.models.functions.text.Lower("title"),
                models.F("id"),
                name="commitment_title",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                fields=["time_tolerance"], include=("id",), name="commitment_tolerance"
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                fields=["state", "visibility"],
                include=("id", "lead_organisation", "accountable_post", "time_tolerance"),
                name="commitment_reach",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=django.contrib.postgres.indexes.GinIndex(
                commitments.querysets.words.Words(
                    "code", "title", django.db.models.functions.text.Left("wording", 20000)
                ),
                name="commitment_words",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("state__in", ("planned", "in_progress", "returned"))),
                fields=["deadline", "id"],
                include=("commitment", "is_key", "expected_on"),
                name="milestone_open_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(
                    ("expected_on__isnull", False),
                    ("state__in", ("planned", "in_progress", "returned")),
                ),
                fields=["expected_on", "id"],
                include=("commitment", "is_key", "deadline"),
                name="milestone_open_expected",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(fields=["commitment", "deadline"], name="milestone_deadlines"),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                commitments.querysets.milestone.Days(
                    django.db.models.functions.comparison.Greatest("achieved_on", "expected_on"),
                    django.db.models.functions.comparison.Coalesce(
                        "deadline", models.Value(datetime.date(1, 1, 1))
                    ),
                ),
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        commitments.querysets.milestone.Days(
                            django.db.models.functions.comparison.Greatest(
                                "achieved_on", "expected_on"
                            ),
                            django.db.models.functions.comparison.Coalesce(
                                "deadline", models.Value(datetime.date(1, 1, 1))
                            ),
                        ),
                        0,
                    )
                ),
                include=("commitment",),
                name="milestone_past_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=django.contrib.postgres.indexes.GinIndex(
                commitments.querysets.words.Words("code", "title"), name="milestone_words"
            ),
        ),
    ]

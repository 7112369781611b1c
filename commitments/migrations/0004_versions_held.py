from django.db import migrations, models

from history.models import Until


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0003_acts_and_versions_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="commitmentversion",
            index=models.Index(
                models.F("pgh_obj"), Until("superseded_at"), name="commitment_v_held"
            ),
        ),
        migrations.AddIndex(
            model_name="commitmentversion",
            index=models.Index(Until("superseded_at"), name="commitment_v_until"),
        ),
    ]

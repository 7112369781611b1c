"""What versions and acts are numbered and dated by; it stands before every table."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE history_entry",
            "DROP SEQUENCE history_entry",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION history_now() RETURNS timestamptz LANGUAGE sql STABLE AS
            $$ SELECT coalesce(nullif(current_setting('tracker.clock', true), '')::timestamptz,
                               transaction_timestamp()) $$
            """,
            "DROP FUNCTION history_now()",
        ),
    ]

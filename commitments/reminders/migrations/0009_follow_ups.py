"""A follow-up is told of at once: it sets the day of the next look (S2)."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_followupitem FOR EACH ROW
    EXECUTE FUNCTION public.reminders_request_changed();
"""
UNDO = "DROP TRIGGER reminders_added ON commitments_followupitem;"


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0008_follow_ups"),
        ("reminders", "0008_letter_again_of"),
    ]

    operations = [migrations.RunSQL(TRIGGER, UNDO)]

"""An escalation is told of in the next letter: it sets the day of the next look (S2)."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION public.reminders_escalation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.milestone_id IS NOT NULL THEN
        PERFORM public.reminders_look_at_milestone(NEW.milestone_id);
    ELSE
        INSERT INTO public.reminders_watch AS w (commitment_id, look_on)
        VALUES (NEW.commitment_id, DATE '0001-01-01')
        ON CONFLICT (commitment_id) DO UPDATE SET look_on = EXCLUDED.look_on
        WHERE w.look_on IS DISTINCT FROM EXCLUDED.look_on;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reminders_changed AFTER INSERT OR UPDATE ON commitments_escalation FOR EACH ROW
    EXECUTE FUNCTION public.reminders_escalation_changed();
"""
UNDO = "DROP FUNCTION public.reminders_escalation_changed() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0006_escalations"),
        ("reminders", "0006_back_again"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]

"""Pauses, and posts that fall vacant, set the day of the next look as well (5.3)."""

from django.db import migrations

# A day before any other: `planning.AT_ONCE`.
AT_ONCE = "DATE '0001-01-01'"

TENURE = """
CREATE OR REPLACE FUNCTION public.reminders_tenure_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.reminders_watch AS w (post_id, look_on)
    VALUES (NEW.post_id, LEAST(NEW.starts_on, NEW.ends_on + 1))
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on);
    RETURN NULL;
END $$;
"""

TRIGGERS = """
DROP TRIGGER reminders_changed ON accounts_tenure;
CREATE TRIGGER reminders_changed AFTER UPDATE ON accounts_tenure FOR EACH ROW
    WHEN ((OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on))
    EXECUTE FUNCTION public.reminders_tenure_changed();
DROP TRIGGER reminders_added ON commitments_milestone;
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_milestone FOR EACH ROW
    WHEN (NEW.state IN ('planned', 'in_progress', 'returned', 'submitted', 'paused'))
    EXECUTE FUNCTION public.reminders_milestone_changed();
CREATE TRIGGER reminders_pause_changed AFTER UPDATE ON commitments_milestone FOR EACH ROW
    WHEN (NEW.state = 'paused' AND OLD.review_by IS DISTINCT FROM NEW.review_by)
    EXECUTE FUNCTION public.reminders_milestone_changed();
DROP TRIGGER reminders_added ON commitments_commitment;
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_commitment FOR EACH ROW
    WHEN (NEW.state IN ('active', 'paused'))
    EXECUTE FUNCTION public.reminders_commitment_changed();
CREATE TRIGGER reminders_pause_changed AFTER UPDATE ON commitments_commitment FOR EACH ROW
    WHEN (NEW.state = 'paused' AND OLD.review_by IS DISTINCT FROM NEW.review_by)
    EXECUTE FUNCTION public.reminders_commitment_changed();
"""

PRESENT = f"""
INSERT INTO reminders_watch AS w (milestone_id, look_on)
    SELECT id, {AT_ONCE} FROM commitments_milestone WHERE state = 'paused'
    ON CONFLICT (milestone_id) DO UPDATE SET look_on = {AT_ONCE};
INSERT INTO reminders_watch AS w (commitment_id, look_on)
    SELECT id, {AT_ONCE} FROM commitments_commitment c WHERE state = 'paused' OR state = 'active'
    AND NOT EXISTS (SELECT FROM accounts_tenure t WHERE t.post_id = c.accountable_post_id
        AND t.starts_on <= CURRENT_DATE AND coalesce(t.ends_on >= CURRENT_DATE, true))
    ON CONFLICT (commitment_id) DO UPDATE SET look_on = {AT_ONCE};
INSERT INTO reminders_watch AS w (post_id, look_on)
    SELECT post_id, min(ends_on) + 1 FROM accounts_tenure
    WHERE ends_on >= CURRENT_DATE GROUP BY post_id
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on);
"""

TENURE_BEFORE = """
CREATE OR REPLACE FUNCTION public.reminders_tenure_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.reminders_watch AS w (post_id, look_on) VALUES (NEW.post_id, NEW.starts_on)
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on);
    RETURN NULL;
END $$;
"""
BEFORE = """
DROP TRIGGER reminders_pause_changed ON commitments_commitment;
DROP TRIGGER reminders_pause_changed ON commitments_milestone;
"""


class Migration(migrations.Migration):
    dependencies = [("reminders", "0003_without_item")]

    operations = [migrations.RunSQL(TENURE + TRIGGERS + PRESENT, TENURE_BEFORE + BEFORE)]

"""Whoever comes back is told of all that is due: the day after an absence is one to look (L6)."""

from django.db import migrations

# A day before any other: `planning.AT_ONCE`.
AT_ONCE = "DATE '0001-01-01'"

FUNCTIONS = f"""
CREATE FUNCTION public.reminders_look_at_post(which bigint, day date) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.reminders_watch AS w (post_id, look_on) VALUES (which, day)
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on)
$$;
CREATE FUNCTION public.reminders_deputy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.reminders_look_at_post(OLD.post_id, {AT_ONCE});
    ELSE
        PERFORM public.reminders_look_at_post(NEW.post_id, NEW.ends_on + 1);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.reminders_away_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    away record;
BEGIN
    IF TG_OP = 'DELETE' THEN away := OLD; ELSE away := NEW; END IF;
    PERFORM public.reminders_look_at_post(
        t.post_id, CASE TG_OP WHEN 'DELETE' THEN {AT_ONCE} ELSE away.ends_on + 1 END)
    FROM public.accounts_tenure t
    WHERE t.holder_id = away.person_id AND t.starts_on <= away.ends_on
        AND coalesce(t.ends_on > away.ends_on, true);
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER reminders_came_or_went AFTER INSERT OR DELETE ON accounts_deputy FOR EACH ROW
    EXECUTE FUNCTION public.reminders_deputy_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON accounts_deputy FOR EACH ROW
    WHEN (OLD.ends_on <> NEW.ends_on)
    EXECUTE FUNCTION public.reminders_deputy_changed();
CREATE TRIGGER reminders_came_or_went AFTER INSERT OR DELETE ON reminders_away FOR EACH ROW
    EXECUTE FUNCTION public.reminders_away_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON reminders_away FOR EACH ROW
    WHEN (OLD.ends_on <> NEW.ends_on)
    EXECUTE FUNCTION public.reminders_away_changed();
"""

PRESENT = """
INSERT INTO reminders_watch AS w (post_id, look_on)
    SELECT post_id, min(ends_on) + 1 FROM accounts_deputy
    WHERE ends_on >= CURRENT_DATE GROUP BY post_id
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on);
"""

UNDO = (
    "DROP FUNCTION public.reminders_deputy_changed() CASCADE;"
    "DROP FUNCTION public.reminders_away_changed() CASCADE;"
    "DROP FUNCTION public.reminders_look_at_post(bigint, date);"
)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0005_preferences_and_inbox")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS + PRESENT, UNDO)]

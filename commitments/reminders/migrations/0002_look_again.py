"""Whatever a ladder depends on sets the day of its next look, in the same transaction (S2)."""

from django.db import migrations

# A day before any other: `planning.AT_ONCE`.
AT_ONCE = "DATE '0001-01-01'"

KEYS = """
ALTER TABLE reminders_watch
    ADD FOREIGN KEY (milestone_id) REFERENCES commitments_milestone ON DELETE CASCADE,
    ADD FOREIGN KEY (commitment_id) REFERENCES commitments_commitment ON DELETE CASCADE,
    ADD FOREIGN KEY (post_id) REFERENCES accounts_post ON DELETE CASCADE;
"""

FUNCTIONS = f"""
CREATE FUNCTION public.reminders_look_at_milestone(which bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.reminders_watch AS w (milestone_id, look_on) VALUES (which, {AT_ONCE})
    ON CONFLICT (milestone_id) DO UPDATE SET look_on = {AT_ONCE} WHERE w.look_on IS DISTINCT FROM {AT_ONCE}
$$;
CREATE FUNCTION public.reminders_milestone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.reminders_look_at_milestone(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.reminders_request_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.reminders_look_at_milestone(NEW.milestone_id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.reminders_commitment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.reminders_watch AS w (commitment_id, look_on) VALUES (NEW.id, {AT_ONCE})
    ON CONFLICT (commitment_id) DO UPDATE SET look_on = {AT_ONCE} WHERE w.look_on IS DISTINCT FROM {AT_ONCE};
    IF TG_OP = 'UPDATE' AND (OLD.state, OLD.accountable_post_id, OLD.lead_organisation_id)
        IS DISTINCT FROM (NEW.state, NEW.accountable_post_id, NEW.lead_organisation_id) THEN
        UPDATE public.reminders_watch w SET look_on = {AT_ONCE} FROM public.commitments_milestone m
        WHERE m.commitment_id = NEW.id AND w.milestone_id = m.id AND w.look_on IS DISTINCT FROM {AT_ONCE};
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.reminders_tenure_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.reminders_watch AS w (post_id, look_on) VALUES (NEW.post_id, NEW.starts_on)
    ON CONFLICT (post_id) DO UPDATE SET look_on = LEAST(w.look_on, EXCLUDED.look_on);
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_milestone FOR EACH ROW
    WHEN (NEW.state IN ('planned', 'in_progress', 'returned', 'submitted'))
    EXECUTE FUNCTION public.reminders_milestone_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON commitments_milestone FOR EACH ROW
    WHEN (NEW.state <> 'draft' AND (OLD.state, OLD.deadline, OLD.is_key, OLD.returned_on,
        OLD.submitted_on, OLD.responsible_post_id) IS DISTINCT FROM (NEW.state, NEW.deadline,
        NEW.is_key, NEW.returned_on, NEW.submitted_on, NEW.responsible_post_id))
    EXECUTE FUNCTION public.reminders_milestone_changed();
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_daterequest FOR EACH ROW
    EXECUTE FUNCTION public.reminders_request_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON commitments_daterequest FOR EACH ROW
    WHEN (OLD.outcome <> NEW.outcome)
    EXECUTE FUNCTION public.reminders_request_changed();
CREATE TRIGGER reminders_added AFTER INSERT ON commitments_commitment FOR EACH ROW
    WHEN (NEW.state = 'active')
    EXECUTE FUNCTION public.reminders_commitment_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON commitments_commitment FOR EACH ROW
    WHEN (NEW.state NOT IN ('draft', 'proposed') AND (OLD.state, OLD.accountable_post_id,
        OLD.lead_organisation_id, OLD.last_update_on, OLD.agreed_on, OLD.update_interval)
        IS DISTINCT FROM (NEW.state, NEW.accountable_post_id, NEW.lead_organisation_id,
        NEW.last_update_on, NEW.agreed_on, NEW.update_interval))
    EXECUTE FUNCTION public.reminders_commitment_changed();
CREATE TRIGGER reminders_added AFTER INSERT ON accounts_tenure FOR EACH ROW
    EXECUTE FUNCTION public.reminders_tenure_changed();
CREATE TRIGGER reminders_changed AFTER UPDATE ON accounts_tenure FOR EACH ROW
    WHEN (OLD.starts_on <> NEW.starts_on)
    EXECUTE FUNCTION public.reminders_tenure_changed();
"""

PRESENT = f"""
INSERT INTO reminders_watch (milestone_id, look_on) SELECT id, {AT_ONCE} FROM commitments_milestone
    WHERE state IN ('planned', 'in_progress', 'returned', 'submitted');
INSERT INTO reminders_watch (commitment_id, look_on) SELECT id, {AT_ONCE} FROM commitments_commitment
    WHERE state = 'active';
INSERT INTO reminders_watch (post_id, look_on) SELECT post_id, min(starts_on) FROM accounts_tenure
    WHERE starts_on > CURRENT_DATE GROUP BY post_id;
"""

NAMES = ("milestone_changed", "request_changed", "commitment_changed", "tenure_changed")
UNDO = (
    "".join(f"DROP FUNCTION public.reminders_{name}() CASCADE;" for name in NAMES)
    + "DROP FUNCTION public.reminders_look_at_milestone(bigint);"
    + "DELETE FROM reminders_watch;"
)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]

    operations = [migrations.RunSQL(KEYS + FUNCTIONS + TRIGGERS + PRESENT, UNDO)]

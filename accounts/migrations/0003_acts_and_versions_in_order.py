import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from history.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
    ]

    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="deputy",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="deputyversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="holiday",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="holidayversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="organisation",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="organisationversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="post",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="postversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="tenure",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="tenureversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="user",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="userversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deputy",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="3133e849f49f711b1206b8b7e4ec7082b1cabf53",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_36841",
                            table="accounts_deputy",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="deputyversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_deputyversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="1404d9e3fe1a6b97ccfe4ef471093d1ce4e648af",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_ada06",
                            table="accounts_deputyversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="holiday",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="58f0a208813ab66366f3b48327b058e63f15982b",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_88a7a",
                            table="accounts_holiday",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="holidayversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_holidayversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="d7d1a23edb97a6e9970755f299590ae7f09324d1",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_6588a",
                            table="accounts_holidayversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="organisation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="0339b2b2deaa309b26353d5af06f9817b8083173",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_504d7",
                            table="accounts_organisation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="organisationversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_organisationversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="49298fbf1e4bf303048c9d67d8197b10bc69f8c6",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_dc4f4",
                            table="accounts_organisationversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="post",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="23609268960c7b29ce377e087229a2e3995e5dd5",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_32e4c",
                            table="accounts_post",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="postversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_postversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="d19e003f4e3246200c54f2c6a3ae19dc08ace17c",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_e3f53",
                            table="accounts_postversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tenure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="452502ac6235e63685e8b8233bb4aaab7d26df7d",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_c9010",
                            table="accounts_tenure",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="tenureversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_tenureversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="6b4b8d19b74f9e715f86a3057e19d3186a3e2ecd",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_05d39",
                            table="accounts_tenureversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="user",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="35e1c86fbdc05c197ae57d6871ffedd25010f697",
                            level="STATEMENT",
                            operation='INSERT OR DELETE OR UPDATE OF "id", "email", "name", "language", "is_active", "is_demo"',
                            pgid="pgtrigger_only_inside_an_act_e28e8",
                            table="accounts_user",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="userversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE accounts_userversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="d0d4a6d429f44916b8155e586e2f4784fae8e429",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_4dc7b",
                            table="accounts_userversion",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        )
    ]

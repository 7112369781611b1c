import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from history.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0002_import_columns_and_undo"),
    ]

    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="commitment",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="commitmentpartner",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="commitmentpartnerversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="commitmentversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="contributor",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="contributorversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="country",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="countryversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="daterequest",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="daterequestversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="evidence",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="evidenceversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="gcmaction",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="gcmactionversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="groupedobjective",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="groupedobjectiveversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="groupingscheme",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="groupingschemeversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="levelnote",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="levelnoteversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="milestone",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="milestonechange",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="milestonechangeversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="milestoneversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="objective",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="objectivegroup",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="objectivegroupversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="objectiveversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="plan",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="planversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="principle",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="principleversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="rating",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="ratingversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="review",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="reviewevent",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="revieweventversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="reviewversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="sdglink",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="sdglinkversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="stakeholdercategory",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="stakeholdercategoryversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="submission",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="submissionversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="update",
                    name="only_inside_an_act",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="updateversion",
                    name="supersede_previous",
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="0c8384edffa1cfd6345af9c08b18ca5099163c33",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_7d104",
                            table="commitments_commitment",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentpartner",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="eb02ed753a966a23b3eb988ffabe0b8196e0b67d",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_e08f7",
                            table="commitments_commitmentpartner",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentpartnerversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_commitmentpartnerversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="ea122a50e703f322f5184bb672e4019eb9a8dcce",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_78cc4",
                            table="commitments_commitmentpartnerversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commitmentversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_commitmentversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="92565586576f0cb0c7fac75ba1a26dd434bd8bef",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_a2014",
                            table="commitments_commitmentversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contributor",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="1da6cb1fa44f4fc8e369b70a62299db126da015e",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_439b2",
                            table="commitments_contributor",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="contributorversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_contributorversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="9bb84f1b0af854723239f1031cc15bb34a44deb2",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_dc9ba",
                            table="commitments_contributorversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="country",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="01501124a743ab046aa57f830a872761b60b8c5f",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_9082c",
                            table="reference_country",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="countryversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_countryversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="f9bbad412f11d43c5146e4ec4ddf118aec2bc1f1",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_2f435",
                            table="commitments_countryversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="daterequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="5850c5e004b8df629bae6157d29e72517c7e1ca2",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_b5f90",
                            table="commitments_daterequest",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="daterequestversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_daterequestversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="1d4cbadd5ddbe2bfc347a7134fcfdfc703a55c94",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_6ca5f",
                            table="commitments_daterequestversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidence",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="c5ddec024efdf67be692ced21bb90140d33d7510",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_e3f1e",
                            table="commitments_evidence",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="evidenceversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_evidenceversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="010bfee6fb0e68e90eef517e75e511a965e12a7d",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_aa780",
                            table="commitments_evidenceversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="gcmaction",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="539d9998c684911cd3ec00cd5ccbf9e619b87858",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_82d1f",
                            table="reference_gcmaction",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="gcmactionversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_gcmactionversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="c9cba505461eff6f1857e174dafdcfa86f1b4ca7",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_4bad3",
                            table="commitments_gcmactionversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="groupedobjective",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="b142b7ab183aa4ed0bee346c8060401f60ce22ae",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_a8854",
                            table="reference_groupedobjective",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="groupedobjectiveversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_groupedobjectiveversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="5af3e6a651676f1464ec455246fe6e1a3399d19d",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_d8d81",
                            table="commitments_groupedobjectiveversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="groupingscheme",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="fe09cfe7548e381ef2dd6522d935931754433952",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_5a277",
                            table="reference_groupingscheme",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="groupingschemeversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_groupingschemeversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="e47763217b10684c65fb65350b07c1b3a96a55bc",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_222c8",
                            table="commitments_groupingschemeversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="levelnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="78afdeaa7b66dd3ae8f998d21c316cdbe2e55838",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_70d22",
                            table="reference_levelnote",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="levelnoteversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_levelnoteversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="911c126f1c0570d0aef0b9996b613f7107c06563",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_79d0d",
                            table="commitments_levelnoteversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="milestone",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="82034bdfd82572ce54512c8c69e72a523e3bcbe1",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_9c235",
                            table="commitments_milestone",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="milestonechange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="223afea54248c2aac1a452702cd409fe100ca0be",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_12657",
                            table="commitments_milestonechange",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="milestonechangeversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_milestonechangeversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="4717169ba56556056caff30bdd76c767023a271f",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_1aea7",
                            table="commitments_milestonechangeversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="milestoneversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_milestoneversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="2fa6f735dc9198f922886e42f38e1ec69ccf0b2b",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_6223b",
                            table="commitments_milestoneversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="objective",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="ade682a6afbed04ff96c360ccfd2f4f0e79a52e3",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_0ff2f",
                            table="reference_objective",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="objectivegroup",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="f50e685389c8c0d6af72aec7baa88aa71766823f",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_46e05",
                            table="reference_objectivegroup",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="objectivegroupversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_objectivegroupversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="8a539e2c1c37270422dad1f41a35f61f6f4776b0",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_6514b",
                            table="commitments_objectivegroupversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="objectiveversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_objectiveversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="6cfa02cdb82310f52c31e507bd7397c59c95d8b8",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_12f83",
                            table="commitments_objectiveversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="plan",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="9c3c6b380969ef5aab31a6ace19075c9a2e7c062",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_e6071",
                            table="commitments_plan",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="planversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_planversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="71243e8907ff71549796cc65103117cdcfa30822",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_8741e",
                            table="commitments_planversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="principle",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="ba8ce68cba59b8c14e217a2d1d61c8b0806d45fa",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_caced",
                            table="reference_principle",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="principleversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_principleversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="ec1289a1cd6563be948ad39d492a97b6983c9d58",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_91c0a",
                            table="commitments_principleversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="rating",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="013340588fe147b5c769909d0b8d34ae253088dc",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_2822e",
                            table="commitments_rating",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ratingversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_ratingversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="9bb3389c95a55f96ecd6485c2b14602ded733307",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_fa4f8",
                            table="commitments_ratingversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="review",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="a1ac755cb9430c1002ea7ff4593a7826ce8ff2d4",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_c56e1",
                            table="commitments_review",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reviewevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="fc5ef23a39bb04b7a23da06da8ae7ed39d3e09df",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_bbec1",
                            table="reference_reviewevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="revieweventversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_revieweventversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="594ad6147a49565c8e317d639486df3499c3fb6b",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_de915",
                            table="commitments_revieweventversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reviewversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_reviewversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="179c26cee7c36e592b2fa1fdd051105d09ebaced",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_ea299",
                            table="commitments_reviewversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sdglink",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="40e24d4d3301c01c6ceceb0fb5649eab82eac328",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_1e881",
                            table="reference_sdglink",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sdglinkversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_sdglinkversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="ba38d1d07f11a0676195004f5bb869ea80e97abc",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_8bc8e",
                            table="commitments_sdglinkversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stakeholdercategory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="cbbc229ac56501dfb1d311763ac8da67548372c9",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_bcc46",
                            table="reference_stakeholdercategory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stakeholdercategoryversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_stakeholdercategoryversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="71ef1f9f82cb8601b012d9ae1b6e9b07e67e5270",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_e39a9",
                            table="commitments_stakeholdercategoryversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submission",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="72036f367e6349bd79699a7dca10f981221090b5",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_68e1d",
                            table="commitments_submission",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="submissionversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_submissionversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="27cba436f0ba3545425a15fdfcd2510338717e64",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_a1e0b",
                            table="commitments_submissionversion",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="update",
                    trigger=pgtrigger.compiler.Trigger(
                        name="only_inside_an_act",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                            hash="4716a1ac0e763ec6643a3b7b8bbfb847569918bd",
                            level="STATEMENT",
                            operation="INSERT OR DELETE OR UPDATE",
                            pgid="pgtrigger_only_inside_an_act_2a808",
                            table="commitments_update",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="updateversion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="supersede_previous",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE ended timestamptz;",
                            func="UPDATE commitments_updateversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                            hash="72949aaffc63a9f484400c78d343f35b6f7d4c85",
                            operation="INSERT",
                            pgid="pgtrigger_supersede_previous_1b30d",
                            table="commitments_updateversion",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        )
    ]

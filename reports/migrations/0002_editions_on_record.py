"""Editions become part of the record; those issued before are taken in by one act."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import history.expressions


COLUMNS = (
    "id, number, kind, format, query, filter_words, view, as_of, moment, commitments, rows, "
    "seal_number, seal_sha256, data_sha256, file_sha256, size, made_at, made_by_id, issuer_name, "
    "organisation_name"
)
TAKE_IN = f"""
    WITH witness AS (
        INSERT INTO history_act (kind, reason, channel, request_id, about)
        SELECT 'report.taken_in', '', 'system', '', '' WHERE EXISTS (SELECT FROM reports_edition)
        RETURNING id)
    INSERT INTO reports_editionversion (
        {COLUMNS}, pgh_created_at, pgh_label, pgh_obj_id, act_id)
    SELECT {COLUMNS.replace("id,", "edition.id,", 1)}, history_now(), 'insert', edition.id, witness.id
    FROM (SELECT * FROM reports_edition ORDER BY id) edition, witness
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_act_act_at"),
        ("reports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionVersion",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_id",
                    models.BigIntegerField(
                        db_default=history.expressions.NextEntry(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("superseded_at", models.DateTimeField(null=True)),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=16, verbose_name="number")),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("format", models.CharField(max_length=10, verbose_name="format")),
                ("query", models.TextField(blank=True, verbose_name="filter")),
                ("filter_words", models.TextField(verbose_name="filter in words")),
                ("view", models.TextField(blank=True, verbose_name="covers")),
                ("as_of", models.DateField(verbose_name="as at")),
                ("moment", models.DateTimeField(verbose_name="read at")),
                ("commitments", models.PositiveIntegerField(verbose_name="commitments")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("seal_number", models.BigIntegerField(null=True, verbose_name="newest seal")),
                (
                    "seal_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="fingerprint of the newest seal"
                    ),
                ),
                (
                    "data_sha256",
                    models.CharField(max_length=64, verbose_name="fingerprint of the data"),
                ),
                (
                    "file_sha256",
                    models.CharField(max_length=64, verbose_name="fingerprint of the file"),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "issuer_name",
                    models.CharField(blank=True, max_length=150, verbose_name="issued by"),
                ),
                (
                    "organisation_name",
                    models.CharField(blank=True, max_length=200, verbose_name="issued by"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="issuer_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="issued by"),
        ),
        migrations.AddField(
            model_name="edition",
            name="view",
            field=models.TextField(blank=True, verbose_name="covers"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reports_editionversion" ("as_of", "commitments", "data_sha256", "file_sha256", "filter_words", "format", "id", "issuer_name", "kind", "made_at", "made_by_id", "moment", "number", "organisation_name", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "rows", "seal_number", "seal_sha256", "size", "view") VALUES (NEW."as_of", NEW."commitments", NEW."data_sha256", NEW."file_sha256", NEW."filter_words", NEW."format", NEW."id", NEW."issuer_name", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."moment", NEW."number", NEW."organisation_name", history_now(), \'insert\', NEW."id", NEW."query", NEW."rows", NEW."seal_number", NEW."seal_sha256", NEW."size", NEW."view"); RETURN NULL;',
                    hash="f34529a8933266216f8f2cd701f98e0b86ba311e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ccfb0",
                    table="reports_edition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reports_editionversion" ("as_of", "commitments", "data_sha256", "file_sha256", "filter_words", "format", "id", "issuer_name", "kind", "made_at", "made_by_id", "moment", "number", "organisation_name", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "rows", "seal_number", "seal_sha256", "size", "view") VALUES (NEW."as_of", NEW."commitments", NEW."data_sha256", NEW."file_sha256", NEW."filter_words", NEW."format", NEW."id", NEW."issuer_name", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."moment", NEW."number", NEW."organisation_name", history_now(), \'update\', NEW."id", NEW."query", NEW."rows", NEW."seal_number", NEW."seal_sha256", NEW."size", NEW."view"); RETURN NULL;',
                    hash="1e65fd20b2584ce58bea5acd12994868b25214e8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7543e",
                    table="reports_edition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reports_editionversion" ("as_of", "commitments", "data_sha256", "file_sha256", "filter_words", "format", "id", "issuer_name", "kind", "made_at", "made_by_id", "moment", "number", "organisation_name", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "rows", "seal_number", "seal_sha256", "size", "view") VALUES (OLD."as_of", OLD."commitments", OLD."data_sha256", OLD."file_sha256", OLD."filter_words", OLD."format", OLD."id", OLD."issuer_name", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."moment", OLD."number", OLD."organisation_name", history_now(), \'delete\', OLD."id", OLD."query", OLD."rows", OLD."seal_number", OLD."seal_sha256", OLD."size", OLD."view"); RETURN NULL;',
                    hash="8f9d93141d734ba494b5274d06fd682e2de62170",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_804c5",
                    table="reports_edition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="edition",
            trigger=pgtrigger.compiler.Trigger(
                name="only_inside_an_act",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF NOT EXISTS (SELECT FROM public.history_act WHERE id = nullif(current_setting('tracker.act', true), '')::bigint AND recorded_at = transaction_timestamp()) THEN RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
                    hash="66a619047d4922f668489375f41818458f2ddbfe",
                    level="STATEMENT",
                    operation="INSERT OR DELETE OR UPDATE",
                    pgid="pgtrigger_only_inside_an_act_21208",
                    table="reports_edition",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="editionversion",
            name="act",
            field=models.ForeignKey(
                db_constraint=False,
                db_default=history.expressions.CurrentAct(),
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="history.act",
            ),
        ),
        migrations.AddField(
            model_name="editionversion",
            name="made_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="editionversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="reports.edition",
            ),
        ),
        migrations.AddIndex(
            model_name="editionversion",
            index=models.Index(fields=["pgh_obj", "pgh_id"], name="edition_v_row"),
        ),
        migrations.AddIndex(
            model_name="editionversion",
            index=models.Index(
                condition=models.Q(("superseded_at", None)),
                fields=["pgh_obj"],
                name="edition_v_now",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="editionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="supersede_previous",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE ended timestamptz;",
                    func="UPDATE reports_editionversion SET superseded_at = greatest(NEW.pgh_created_at, pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL RETURNING superseded_at INTO ended; NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;",
                    hash="f6344d6228facde35be85cb207cdeab364736416",
                    operation="INSERT",
                    pgid="pgtrigger_supersede_previous_0fa42",
                    table="reports_editionversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="editionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="keep_versions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND OLD.superseded_at IS NULL AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN RETURN NEW; END IF; RAISE EXCEPTION 'The record is never changed' USING ERRCODE = 'insufficient_privilege';",
                    hash="e2bf468f0f38c3d9c37c0ef8f8d209435899c3fc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_keep_versions_a21b0",
                    table="reports_editionversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="editionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'The record is never emptied' USING ERRCODE = 'insufficient_privilege';",
                    hash="bfcf12a67ad52c095164acde5b4d960f56f356fd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_c934f",
                    table="reports_editionversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(TAKE_IN, migrations.RunSQL.noop),
    ]

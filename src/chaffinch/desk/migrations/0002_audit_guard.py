"""The audit log only grows: the database itself refuses changes and deletions. One row starts the chain."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON desk_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON desk_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit log cannot be shortened'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION desk_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log cannot be changed'; END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_auditentry
       FOR EACH STATEMENT EXECUTE FUNCTION desk_refuse_audit_change()""",
]


def add_guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
    apps.get_model("desk", "AuditHead").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_first")]
    operations = [migrations.RunPython(add_guard, migrations.RunPython.noop)]

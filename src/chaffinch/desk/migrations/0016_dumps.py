import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0015_act_detail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dump",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "is being read"),
                            ("stopped", "stopped, waits for a person"),
                            ("read", "read to its end"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("order", models.JSONField()),
                ("learned_at", models.DateTimeField()),
                ("country", models.CharField(blank=True, max_length=2)),
                ("vote_on", models.DateField(blank=True, null=True)),
                ("silence_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("resumed_at", models.DateTimeField()),
                ("resumed_size", models.PositiveBigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("total_size", models.PositiveBigIntegerField(default=0)),
                ("done_size", models.PositiveBigIntegerField(default=0)),
                ("stop_code", models.CharField(blank=True, max_length=40)),
                ("stop_params", models.JSONField(blank=True, default=dict)),
                ("anomalies", models.JSONField(blank=True, default=list)),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DumpItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chunk", models.PositiveIntegerField()),
                ("part", models.PositiveIntegerField()),
                ("place", models.PositiveIntegerField()),
                ("path", models.TextField()),
                ("mailbox", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(max_length=8)),
                ("verdict", models.CharField(max_length=12)),
                ("confidence", models.CharField(max_length=8)),
                ("day", models.DateField(blank=True, null=True)),
                ("match", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                (
                    "dump",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="desk.dump"
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duplicates",
                        to="desk.dumpitem",
                    ),
                ),
            ],
            options={
                "ordering": ["chunk", "part", "place"],
            },
        ),
        migrations.CreateModel(
            name="DumpPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chunk", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("last", models.BooleanField()),
                ("items", models.PositiveIntegerField()),
                ("sealed_words", models.BinaryField()),
                ("sealed_facts", models.BinaryField(default=b"")),
                (
                    "dump",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="desk.dump"
                    ),
                ),
            ],
            options={
                "ordering": ["chunk", "number"],
            },
        ),
        migrations.CreateModel(
            name="ExposedPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_by", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("masked", models.CharField(max_length=320)),
                ("ours", models.BooleanField(default=False)),
                ("items", models.PositiveIntegerField(default=0)),
                ("things", models.JSONField(default=dict)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("warned_how", models.CharField(blank=True, max_length=200)),
                (
                    "dump",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="desk.dump"
                    ),
                ),
                (
                    "warned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExposedThing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("found_by", models.CharField(max_length=64)),
                ("masked", models.CharField(max_length=320)),
                ("items", models.PositiveIntegerField(default=0)),
                (
                    "dump",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="things", to="desk.dump"
                    ),
                ),
                (
                    "first_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.dumpitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ItemReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("verdict", models.CharField(max_length=12)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="desk.dumpitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for another person’s yes"),
                            ("released", "released"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("reason", models.TextField()),
                ("sealed_redactions", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releases",
                        to="desk.dumpitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="dumpitem",
            index=models.Index(fields=["dump", "verdict", "day"], name="dumped_by_verdict"),
        ),
        migrations.AddIndex(
            model_name="dumpitem",
            index=models.Index(fields=["dump", "mailbox", "verdict"], name="dumped_by_mailbox"),
        ),
        migrations.AddIndex(
            model_name="dumpitem",
            index=models.Index(fields=["dump", "sha256"], name="dumped_by_hash"),
        ),
        migrations.AddIndex(
            model_name="dumpitem",
            index=models.Index(fields=["dump", "fault"], name="dumped_by_fault"),
        ),
        migrations.AddConstraint(
            model_name="dumpitem",
            constraint=models.UniqueConstraint(fields=("dump", "chunk", "part", "place"), name="item_once"),
        ),
        migrations.AddConstraint(
            model_name="dumppart",
            constraint=models.UniqueConstraint(fields=("dump", "chunk", "number"), name="part_once"),
        ),
        migrations.AddIndex(
            model_name="exposedperson",
            index=models.Index(fields=["dump", "warned_at"], name="exposed_by_warning"),
        ),
        migrations.AddConstraint(
            model_name="exposedperson",
            constraint=models.UniqueConstraint(fields=("dump", "found_by"), name="person_once"),
        ),
        migrations.AddIndex(
            model_name="exposedthing",
            index=models.Index(fields=["dump", "kind", "items"], name="thing_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="exposedthing",
            constraint=models.UniqueConstraint(fields=("dump", "kind", "found_by"), name="thing_once"),
        ),
        migrations.AddConstraint(
            model_name="itemreading",
            constraint=models.UniqueConstraint(fields=("item", "person"), name="one_reading_a_person"),
        ),
    ]

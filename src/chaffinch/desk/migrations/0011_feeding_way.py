from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0010_hits"),
    ]

    operations = [
        migrations.AddField(
            model_name="feddecoy",
            name="via",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
    ]

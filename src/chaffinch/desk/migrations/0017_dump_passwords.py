from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0016_dumps"),
    ]

    operations = [
        migrations.AddField(
            model_name="dump",
            name="sealed_passwords",
            field=models.BinaryField(default=b""),
        ),
    ]

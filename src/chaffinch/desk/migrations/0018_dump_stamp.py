from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0017_dump_passwords"),
    ]

    operations = [
        migrations.AddField(
            model_name="dump",
            name="manifest_stamp",
            field=models.BinaryField(default=b""),
        ),
    ]

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_two_more_hues"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="site_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]

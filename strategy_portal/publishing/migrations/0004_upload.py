import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import strategy_portal.publishing.models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0003_history_and_permissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=strategy_portal.publishing.models._token, max_length=43, unique=True)),
                ("target", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
                ("outcome", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded spreadsheet",
                "verbose_name_plural": "uploaded spreadsheets",
                "default_permissions": (),
            },
        ),
    ]

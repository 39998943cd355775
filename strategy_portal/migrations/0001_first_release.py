import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where the migration that it replaces has run, it counts as applied: see 0002_roles_before_the_first_release."""

    replaces = [("strategy_portal", "0001_roles")]

    initial = True

    dependencies = [
        ("advisory_board", "0001_first_release"),
        ("roadmap", "0001_first_release"),
        ("strategy", "0001_first_release"),
        ("publishing", "0001_first_release"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=50, unique=True)),
                ("granted", models.JSONField(default=list)),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="auth.group"
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "default_permissions": (),
            },
        ),
    ]

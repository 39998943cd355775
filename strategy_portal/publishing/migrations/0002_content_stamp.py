from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="contentrevision",
            name="stamp",
            field=models.CharField(default="", editable=False, max_length=16),
        ),
    ]

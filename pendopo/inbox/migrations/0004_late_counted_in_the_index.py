from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0003_one_index_for_each_name")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["agency", "due_at", "id", "state"],
                name="case_due",
            ),
        ),
    ]

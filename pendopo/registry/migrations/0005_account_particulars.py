"""What is kept of an account beside its address; and the decree's accounts as a table that protects both sides."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("registry", "0004_agency_took_over_on")]

    operations = [
        migrations.AddField(
            model_name='officialaccount',
            name='audience',
            field=models.TextField(blank=True, verbose_name='Khalayak sasaran'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='comments_closed_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='Alasan menutup komentar'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='comments_closed_since',
            field=models.DateField(blank=True, null=True, verbose_name='Komentar ditutup sejak'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='hosting',
            field=models.CharField(blank=True, choices=[('own_domain', 'Ranah sendiri'), ('agency_site', 'Di dalam situs instansi'), ('free_host', 'Menumpang di layanan gratis')], max_length=12, verbose_name='Tempat blog'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='is_public',
            field=models.BooleanField(blank=True, null=True, verbose_name='Terbuka bagi siapa saja'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='keys_checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='Kunci terakhir diperiksa'),
        ),
        migrations.AddField(
            model_name='officialaccount',
            name='official_link',
            field=models.URLField(blank=True, max_length=500, verbose_name='Halaman .go.id yang menautkan akun ini'),
        ),
        # The table stands since the beginning; only Django learns that its rows protect what they name.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="DecreeAccount",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("account", models.ForeignKey(db_column="officialaccount_id", on_delete=django.db.models.deletion.PROTECT, to="registry.officialaccount")),
                        ("decree", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="registry.decree")),
                    ],
                    options={"db_table": "registry_decree_accounts", "unique_together": {("decree", "account")}},
                ),
                migrations.AlterField(
                    model_name="decree", name="accounts",
                    field=models.ManyToManyField(blank=True, related_name="decrees", through="registry.DecreeAccount", to="registry.officialaccount"),
                ),
            ],
        ),
    ]

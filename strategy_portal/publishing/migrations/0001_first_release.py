import secrets

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('publishing', '0001_initial'), ('publishing', '0002_content_stamp'), ('publishing', '0003_history_and_permissions'), ('publishing', '0004_upload')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
                ('name', models.CharField(help_text='As in a sentence, for example Erkelenz.', max_length=100, verbose_name='name')),
                ('official_name', models.CharField(help_text='For example Stadt Erkelenz.', max_length=200, verbose_name='official name')),
                ('official_key', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'The key has eight digits.')], verbose_name='official municipality key (AGS)')),
                ('claim', models.CharField(blank=True, help_text='One sentence under the title of the start page.', max_length=200, verbose_name='claim')),
                ('colour', models.CharField(default='#1d5c87', help_text='As #rrggbb. The portal derives legible shades for text, links and dark mode from it.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Write the colour as #rrggbb, for example #1d5c87.')], verbose_name='colour')),
                ('logo', models.ImageField(blank=True, help_text='PNG, JPEG or WebP, at least 160 pixels high. Without a logo the name is shown.', upload_to='logo', validators=[django.core.validators.FileExtensionValidator(['png', 'jpg', 'jpeg', 'webp'])], verbose_name='logo')),
                ('is_example', models.BooleanField(default=False, help_text='Every page and every PDF then says that this is not the official site of the city.', verbose_name='example data')),
                ('contact_unit', models.CharField(blank=True, max_length=200, verbose_name='responsible unit')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street and number')),
                ('postal_code', models.CharField(blank=True, max_length=10, verbose_name='postal code')),
                ('town', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'city',
                'verbose_name_plural': 'city',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='publishing_municipality_single', violation_error_message='The portal serves exactly one city.')],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', editable=False, max_length=9, verbose_name='visibility')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='to be published at')),
                ('modified_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('kind', models.CharField(choices=[('imprint', 'Imprint'), ('privacy', 'Privacy'), ('accessibility', 'Accessibility'), ('plain_language', 'Plain language')], max_length=20, unique=True, verbose_name='page')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('body', models.TextField(help_text='Markdown: ## heading, - list, [text](address).', verbose_name='text')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['kind'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('visibility', 'draft')), models.Q(('published_at__isnull', False), ('visibility', 'published')), _connector='OR'), name='publishing_page_published_has_time', violation_error_message='A published entry needs the time of its publication.'), models.CheckConstraint(condition=models.Q(('publish_at', None), ('visibility', 'draft'), _connector='OR'), name='publishing_page_scheduled_is_draft', violation_error_message='Only a draft can wait for its publication.')],
            },
        ),
        migrations.CreateModel(
            name='ContentRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
                ('number', models.PositiveBigIntegerField(default=1)),
                ('stamp', models.CharField(default='', editable=False, max_length=16)),
            ],
            options={
                'verbose_name': 'content revision',
                'verbose_name_plural': 'content revision',
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='publishing_contentrevision_single')],
            },
        ),
        migrations.CreateModel(
            name='StoredPdf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=200, unique=True)),
                ('revision', models.PositiveBigIntegerField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('content', models.BinaryField()),
            ],
            options={
                'verbose_name': 'stored PDF',
                'verbose_name_plural': 'stored PDFs',
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=secrets.token_urlsafe, max_length=43, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('outcome', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'uploaded spreadsheet',
                'verbose_name_plural': 'uploaded spreadsheets',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalMunicipality',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('singleton', models.BooleanField(db_index=True, default=True, editable=False)),
                ('name', models.CharField(help_text='As in a sentence, for example Erkelenz.', max_length=100, verbose_name='name')),
                ('official_name', models.CharField(help_text='For example Stadt Erkelenz.', max_length=200, verbose_name='official name')),
                ('official_key', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'The key has eight digits.')], verbose_name='official municipality key (AGS)')),
                ('claim', models.CharField(blank=True, help_text='One sentence under the title of the start page.', max_length=200, verbose_name='claim')),
                ('colour', models.CharField(default='#1d5c87', help_text='As #rrggbb. The portal derives legible shades for text, links and dark mode from it.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Write the colour as #rrggbb, for example #1d5c87.')], verbose_name='colour')),
                ('logo', models.TextField(blank=True, help_text='PNG, JPEG or WebP, at least 160 pixels high. Without a logo the name is shown.', max_length=100, validators=[django.core.validators.FileExtensionValidator(['png', 'jpg', 'jpeg', 'webp'])], verbose_name='logo')),
                ('is_example', models.BooleanField(default=False, help_text='Every page and every PDF then says that this is not the official site of the city.', verbose_name='example data')),
                ('contact_unit', models.CharField(blank=True, max_length=200, verbose_name='responsible unit')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street and number')),
                ('postal_code', models.CharField(blank=True, max_length=10, verbose_name='postal code')),
                ('town', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical city',
                'verbose_name_plural': 'historical city',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', editable=False, max_length=9, verbose_name='visibility')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='to be published at')),
                ('modified_at', models.DateTimeField(blank=True, editable=False, verbose_name='last changed')),
                ('kind', models.CharField(choices=[('imprint', 'Imprint'), ('privacy', 'Privacy'), ('accessibility', 'Accessibility'), ('plain_language', 'Plain language')], db_index=True, max_length=20, verbose_name='page')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('body', models.TextField(help_text='Markdown: ## heading, - list, [text](address).', verbose_name='text')),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical page',
                'verbose_name_plural': 'historical pages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]

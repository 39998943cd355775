"""Models that every app builds on: rows that can be published, the one municipality, and its editable pages."""

import datetime
import secrets
from functools import reduce
from operator import and_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy_portal.publishing.records import recorded
from strategy_portal.publishing.text.label import Label
from strategy_portal.publishing.text.markdown import MarkdownField


class Visibility(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


# Django's four permissions on a model, and those that the portal adds.
PERMISSIONS = ("add", "change", "delete", "view")
SPREADSHEET_PERMISSIONS = ("import", "export")
PUBLISHING_PERMISSIONS = ("publish",)


class PublishableQuerySet(models.QuerySet):
    def public(self):
        """Return the rows that anybody may see. Every public page, feed, export and PDF starts here."""
        return self.filter(visibility=Visibility.PUBLISHED)

    def due(self, at: datetime.datetime):
        """Return the drafts that are planned to be public by the time ``at``, the earliest first."""
        return self.filter(visibility=Visibility.DRAFT, publish_at__lte=at).order_by("publish_at", "pk")


class JoinedChecks:
    """Stands for several check constraints; only when they do not all hold is each asked for its own sentence."""

    def __init__(self, checks: list[models.CheckConstraint]):
        self.checks = checks

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        # Like Django, leave out those about an excluded column.
        asked = [check for check in self.checks if check.condition.referenced_base_fields <= values.keys()]
        if not asked or reduce(and_, (check.condition for check in asked)).check(values, using=using):
            return
        broken = [check for check in asked if not check.condition.check(values, using=using)]
        raise ValidationError(
            [ValidationError(check.get_violation_error_message(), check.violation_error_code) for check in broken]
        )


class CheckedAtOnce(models.Model):
    """A row whose check constraints are put to the database as one question: a form or verb asks some ten of them."""

    class Meta:
        abstract = True

    def get_constraints(self):
        """Return the constraints that Django's validation goes through, with all checks of a model as one."""
        found = []
        for model, constraints in super().get_constraints():
            checks = [each for each in constraints if isinstance(each, models.CheckConstraint)]
            others = [each for each in constraints if each not in checks]
            found.append((model, [JoinedChecks(checks), *others]))
        return found


class Publishable(CheckedAtOnce):
    """A row that is a draft until :func:`strategy_portal.publishing.lifecycle.publish` makes it public.

    ``publish_at`` is the time planned for that; until then the row is a draft like any other.
    """

    visibility = models.CharField(
        _("visibility"), max_length=9, choices=Visibility, default=Visibility.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True, editable=False)
    modified_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = (*PERMISSIONS, *PUBLISHING_PERMISSIONS)
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility=Visibility.DRAFT, published_at=None)
                | Q(visibility=Visibility.PUBLISHED, published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_time",
                violation_error_message=_("A published entry needs the time of its publication."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(visibility=Visibility.DRAFT),
                name="%(app_label)s_%(class)s_scheduled_is_draft",
                violation_error_message=_("Only a draft can wait for its publication."),
            ),
        ]

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        return self.publish_at is not None


class Documented(CheckedAtOnce):
    """A row that names the document its facts come from, or is marked as a made-up example."""

    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Document or page that says so; shown to the public."),
    )
    is_example = models.BooleanField(
        _("fictional example"),
        default=False,
        help_text=_("Made up to show how the portal works. Public pages and PDFs label it as fictional."),
    )

    class Meta:
        abstract = True


class Municipality(models.Model):
    """The one city that this portal serves."""

    singleton = models.BooleanField(default=True, editable=False, unique=True)
    name = models.CharField(_("name"), max_length=100, help_text=_("As in a sentence, for example Erkelenz."))
    official_name = models.CharField(_("official name"), max_length=200, help_text=_("For example Stadt Erkelenz."))
    official_key = models.CharField(
        _("official municipality key (AGS)"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("The key has eight digits."))],
    )
    claim = models.CharField(
        _("claim"), max_length=200, blank=True, help_text=_("One sentence under the title of the start page.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1d5c87",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as #rrggbb, for example #1d5c87."))],
        help_text=_("As #rrggbb. The portal derives legible shades for text, links and dark mode from it."),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="logo",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        help_text=_("PNG, JPEG or WebP, at least 160 pixels high. Without a logo the name is shown."),
    )
    is_example = models.BooleanField(
        _("example data"),
        default=False,
        help_text=_("Every page and every PDF then says that this is not the official site of the city."),
    )
    contact_unit = models.CharField(_("responsible unit"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=50, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = recorded()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("city")
        constraints = [
            models.CheckConstraint(
                condition=Q(singleton=True),
                name="publishing_municipality_single",
                violation_error_message=_("The portal serves exactly one city."),
            )
        ]

    def __str__(self):
        return self.official_name

    def get_absolute_url(self):
        return reverse("home")


class Page(Publishable):
    """A page of the portal that the city edits itself: imprint, privacy, accessibility, plain language."""

    class Kind(models.TextChoices):
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PLAIN_LANGUAGE = "plain_language", _("Plain language")

    kind = models.CharField(_("page"), max_length=20, choices=Kind, unique=True)
    title = models.CharField(_("title"), max_length=200)
    body = MarkdownField(_("text"), help_text=_("Markdown: ## heading, - list, [text](address)."))

    history = recorded()

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["kind"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse(self.kind)


class ContentRevision(models.Model):
    """A single row with a number that rises with every public change. Stored PDFs and caches belong to one number."""

    singleton = models.BooleanField(default=True, editable=False, unique=True)
    number = models.PositiveBigIntegerField(default=1)
    # Random, new with every number: numbers can repeat, for example after a backup is restored.
    stamp = models.CharField(max_length=16, default="", editable=False)

    class Meta:
        verbose_name = _("content revision")
        verbose_name_plural = _("content revision")
        constraints = [models.CheckConstraint(condition=Q(singleton=True), name="publishing_contentrevision_single")]

    def __str__(self):
        return str(self.number)


class StoredPdf(models.Model):
    """The bytes of a rendered PDF, kept while the content revision that they show is the latest."""

    address = models.CharField(max_length=200, unique=True)
    revision = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    content = models.BinaryField()

    class Meta:
        verbose_name = _("stored PDF")
        verbose_name_plural = _("stored PDFs")

    def __str__(self):
        return self.address


class Upload(models.Model):
    """A spreadsheet without errors, kept until the person who uploaded it has seen the preview and confirms the import.

    It is in the database rather than in a folder, so that it is deleted together with the user. It is also deleted when
    the import is refused, and after an hour.
    """

    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    target = models.CharField(max_length=100)  # the model: "roadmap.department"
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    outcome = models.CharField(max_length=64)  # digest of the changes that the preview showed
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        verbose_name = _("uploaded spreadsheet")
        verbose_name_plural = _("uploaded spreadsheets")

    def __str__(self):
        return self.name


def no_later_than(start: str, end: str, *, name: str, message: Label, partial: bool = False) -> models.CheckConstraint:
    """Return the constraint that the column ``start`` is not after the column ``end``, if both are set.

    With ``partial``, the end may be less precise than a day: a period that starts in March 2025 may end in "2025",
    which is stored as the first of January.
    """
    in_order = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)})
    if partial:
        for precision, parts in (("year", ["year"]), ("quarter", ["year", "quarter"]), ("month", ["year", "month"])):
            same_period = {f"{end}__{part}": F(f"{start}__{part}") for part in parts}
            in_order |= Q(**{f"{end}_precision": precision}, **same_period)
    return models.CheckConstraint(condition=in_order, name=name, violation_error_message=message)

"""What the Compact and its follow-up fix for all; `load_reference` brings it in and renews it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked


@tracked()
class Objective(models.Model):
    """One of the 23 objectives of the Compact. Objective n is paragraph 16 + n."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    code = models.CharField(_("code"), max_length=6, unique=True)
    title = models.CharField(_("title"), max_length=200)
    # Objective 13 circulates in two wordings; both are the objective.
    alternative_title = models.CharField(_("other wording"), max_length=200, blank=True)
    short_title = models.CharField(_("short title"), max_length=60)
    # Our own words for headings and charts; the official wording is the title.
    label = models.CharField(_("label"), max_length=60)
    keyword = models.SlugField(_("keyword"), max_length=30, unique=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraph"))
    actions_count = models.PositiveSmallIntegerField(_("number of actions"))

    class Meta:
        app_label = "commitments"
        db_table = "reference_objective"
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


@tracked()
class GcmAction(models.Model):
    """A lettered action of an objective (`7.f`): a tool States draw from, not a duty."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="actions", verbose_name=_("objective")
    )
    letter = models.CharField(_("letter"), max_length=1)
    paragraph = models.PositiveSmallIntegerField(_("paragraph"))
    label = models.CharField(_("label"), max_length=200)

    class Meta:
        app_label = "commitments"
        db_table = "reference_gcmaction"
        verbose_name = _("GCM action")
        verbose_name_plural = _("GCM actions")
        ordering = ["objective", "letter"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@tracked()
class Principle(models.Model):
    """One of the ten guiding principles of paragraph 15. A commitment respects all ten."""

    letter = models.CharField(_("letter"), max_length=1, primary_key=True)
    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=60)
    label = models.CharField(_("label"), max_length=40)
    keyword = models.SlugField(_("keyword"), max_length=30, unique=True)
    note = models.CharField(_("note"), max_length=200)
    paragraph = models.CharField(_("paragraph"), max_length=6)

    class Meta:
        app_label = "commitments"
        db_table = "reference_principle"
        verbose_name = _("guiding principle")
        verbose_name_plural = _("guiding principles")
        ordering = ["letter"]

    def __str__(self) -> str:
        return self.name


@tracked()
class SdgLink(models.Model):
    """An objective touches a target of the 2030 Agenda, and on what ground we say so."""

    class Basis(models.TextChoices):
        SOURCED = "sourced", _("Named in a source")
        CENTRAL = "central", _("Central migration target")
        ANALYST = "analyst", _("Our reading")

    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="sdg_links", verbose_name=_("objective")
    )
    target = models.CharField(_("SDG target"), max_length=6)
    goal = models.PositiveSmallIntegerField(_("SDG"))
    label = models.CharField(_("label"), max_length=100)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        app_label = "commitments"
        db_table = "reference_sdglink"
        verbose_name = _("SDG link")
        verbose_name_plural = _("SDG links")
        ordering = ["objective", "goal", "target"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "target"], name="sdg_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.objective_id} {self.target}"


@tracked()
class LevelNote(models.Model):
    """What a governance level means, with an example, for forms and the words page."""

    level = models.CharField(_("level"), max_length=15, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=60)
    meaning = models.CharField(_("meaning"), max_length=200)
    example = models.CharField(_("example"), max_length=100)

    class Meta:
        app_label = "commitments"
        db_table = "reference_levelnote"
        verbose_name = _("meaning of a level")
        verbose_name_plural = _("meanings of the levels")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label


@tracked()
class StakeholderCategory(models.Model):
    """Whom States work with: the list of paragraph 44, and kinds of public body."""

    class Group(models.TextChoices):
        SOCIETY = "society", _("Society")
        STATE = "state", _("State")
        INTERNATIONAL = "international", _("International")

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=100)
    group = models.CharField(_("group"), max_length=15, choices=Group.choices)
    paragraph = models.CharField(_("paragraph"), max_length=6, blank=True)
    named_in_principle_j = models.BooleanField(_("named in paragraph 15(j)"), default=False)

    class Meta:
        app_label = "commitments"
        db_table = "reference_stakeholdercategory"
        verbose_name = _("stakeholder category")
        verbose_name_plural = _("stakeholder categories")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label


@tracked()
class Country(models.Model):
    """A country or area of the UN list. Being on it does not say that it takes part."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "name", "name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh",
    )  # fmt: skip

    # "NA" is Namibia, not a missing value.
    iso2 = models.CharField(_("ISO code, two letters"), max_length=2, primary_key=True)
    iso3 = models.CharField(_("ISO code, three letters"), max_length=3, unique=True)
    m49 = models.CharField(_("UN M49 number"), max_length=3, blank=True)
    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=200, editable=False)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=80, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=80, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=80, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=80, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=80, blank=True)
    region_m49 = models.CharField(max_length=3, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)
    subregion_m49 = models.CharField(max_length=3, blank=True)
    subregion = models.CharField(_("subregion"), max_length=60, blank=True)
    intermediate_region = models.CharField(_("intermediate region"), max_length=60, blank=True)
    ldc = models.BooleanField(_("least developed country"), default=False)
    lldc = models.BooleanField(_("landlocked developing country"), default=False)
    sids = models.BooleanField(_("small island developing State"), default=False)
    un_member = models.BooleanField(_("UN Member State"), default=False)

    class Meta:
        app_label = "commitments"
        db_table = "reference_country"
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


@tracked()
class ReviewEvent(models.Model):
    """A forum, regional review or report of the follow-up, with how sure we are of its date."""

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        HALF_YEAR = "half_year", _("Half-year")
        YEAR = "year", _("Year")

    class State(models.TextChoices):
        HELD = "held", _("Held")
        DATE_PASSED = "date_passed", _("Date passed, outcome not entered")
        OUTCOME_NOT_FOUND = "outcome_not_found", _("Outcome not found")
        PROJECTED = "projected", _("Projected")

    class Certainty(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    name = models.CharField(_("name"), max_length=120, unique=True)
    # The first and last day that the stated period can mean.
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices)
    kind = models.SlugField(_("kind"), max_length=20)
    scope = models.CharField(_("scope"), max_length=10)
    place = models.CharField(_("place"), max_length=60, blank=True)
    document = models.CharField(_("document"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    confidence = models.CharField(_("certainty"), max_length=10, choices=Certainty.choices)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        app_label = "commitments"
        db_table = "reference_reviewevent"
        verbose_name = _("review event")
        verbose_name_plural = _("review events")
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="review_event_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class GroupingScheme(models.Model):
    """A named way to group the objectives: priorities, round tables. Schemes are data."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    label = models.CharField(_("label"), max_length=100)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        app_label = "commitments"
        db_table = "reference_groupingscheme"
        verbose_name = _("grouping scheme")
        verbose_name_plural = _("grouping schemes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


@tracked()
class ObjectiveGroup(models.Model):
    """A named group of a scheme."""

    code = models.SlugField(_("code"), max_length=50, primary_key=True)
    scheme = models.ForeignKey(
        GroupingScheme, models.PROTECT, related_name="groups", verbose_name=_("scheme")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=120)

    class Meta:
        app_label = "commitments"
        db_table = "reference_objectivegroup"
        verbose_name = _("group of objectives")
        verbose_name_plural = _("groups of objectives")
        ordering = ["scheme", "order"]

    def __str__(self) -> str:
        return self.label


@tracked()
class GroupedObjective(models.Model):
    """An objective stands in a group, as its main place or a further one."""

    group = models.ForeignKey(ObjectiveGroup, models.PROTECT, related_name="members")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="places")
    is_main = models.BooleanField(_("main place"), default=True)

    class Meta:
        app_label = "commitments"
        db_table = "reference_groupedobjective"
        verbose_name = _("objective in a group")
        verbose_name_plural = _("objectives in groups")
        ordering = ["group", "objective"]
        constraints = [
            models.UniqueConstraint(fields=["group", "objective"], name="objective_once_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.objective_id}"

"""Words of people and bodies: roles, levels, categories."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post may do (PRODUCT.md 3.0.1). In the order in which a person acts by their posts."""

    COORDINATOR = "coordinator", _("Coordinator")
    FOCAL_POINT = "focal_point", _("Focal point")
    OFFICIAL = "official", _("Official")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    OBSERVER = "observer", _("Observer")


class GovernanceLevel(models.TextChoices):
    """The level at which something is best decided. Exactly one for each commitment."""

    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    BILATERAL = "bilateral", _("Bilateral")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class OrganisationCategory(models.TextChoices):
    """What kind of body an organisation is (screen 4e; Compact paragraphs 40 to 45)."""

    MINISTRY = "ministry", _("Ministry")
    AGENCY = "agency", _("Agency")
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    REGIONAL_BODY = "regional_body", _("Regional body")
    UN_ENTITY = "un_entity", _("UN entity")
    INTERNATIONAL_ORGANISATION = "international_organisation", _("Other international organisation")
    OTHER_STATE = "other_state", _("Other state")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    TRADE_UNION = "trade_union", _("Trade union")
    DIASPORA = "diaspora", _("Diaspora or migrant organisation")
    ACADEMIA = "academia", _("Academia")
    PARLIAMENT = "parliament", _("Parliament")
    HUMAN_RIGHTS_INSTITUTION = "human_rights_institution", _("National human rights institution")
    MEDIA = "media", _("Media")
    OTHER = "other", _("Other")

"""The channels that the installation names, and where each of them may lead."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Service:
    """A kind of channel: its name, and the hosts that its messages go to.

    A host that begins with a dot stands for all below it.
    """

    name: str
    hosts: tuple[str, ...] = ()
    encrypted: bool = True


# By scheme. A Mattermost of one's own is named by `CHANNEL_HOSTS`; without TLS it must be in a
# network of `CHANNEL_NETWORKS`, so that no secret crosses the open network in plain text.
TEAMS = Service("Microsoft Teams", (".logic.azure.com", ".api.powerplatform.com"))
SERVICES = {
    "workflows": TEAMS,
    "workflow": TEAMS,
    "slack": Service("Slack", ("hooks.slack.com", "slack.com")),
    "mmosts": Service("Mattermost"),
    "mmost": Service("Mattermost", encrypted=False),
}
UNKNOWN = _("This kind of channel is not known. Use workflows://, slack:// or mmosts://.")


@dataclass(frozen=True)
class Channel:
    """One address of `CHANNELS`. The address is a secret; `key` and `label` are none."""

    address: str
    service: Service | None

    @property
    def key(self) -> str:
        return hashlib.sha256(self.address.encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        return self.service.name if self.service else str(UNKNOWN)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where it may connect to; nowhere when its kind is not known."""
        return (*self.service.hosts, *settings.CHANNEL_HOSTS) if self.service else ()


def channels() -> list[Channel]:
    """The channels of the installation, in the order of the setting."""
    return [
        Channel(address, SERVICES.get(urlsplit(address).scheme.lower()))
        for address in dict.fromkeys(settings.CHANNELS)
    ]

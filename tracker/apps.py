from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class TrackerConfig(AppConfig):
    name = "tracker"


class StaticFiles(StaticFilesConfig):
    """Collects what pages use. The rest of the libraries' files is 30 MB, a minute to compress."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc",
        "rest_framework",  # its pages need inline scripts, which we refuse
        "htmx-4*",
        "htmax-*",
    ]

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = _("History")

    def ready(self) -> None:
        from history.views_as_of import make_views_after_migrate

        # The views follow the models, so they are made anew after each migrate.
        post_migrate.connect(make_views_after_migrate, dispatch_uid="history.as_of_views")

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = _("History")

    def ready(self) -> None:
        from history.migrating import lift_limits, set_limits
        from history.views_as_of import make_views_after_migrate

        pre_migrate.connect(lift_limits, dispatch_uid="history.lift_limits")
        post_migrate.connect(set_limits, dispatch_uid="history.set_limits")
        # The views follow the models, so they are made anew after each migrate.
        post_migrate.connect(make_views_after_migrate, dispatch_uid="history.as_of_views")

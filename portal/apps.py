from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # They register themselves, once the apps are there.
        from portal import checks  # noqa: F401, PLC0415
        from portal.human import checks as human_checks  # noqa: F401, PLC0415

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = _("Procurement")

    def ready(self) -> None:
        from procurement import checks, kinds  # noqa: F401, PLC0415 - models are there only now

        kinds.register()

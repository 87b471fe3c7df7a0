"""The room of the sealed complaints."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        # They register themselves, once the apps are there.
        from complaints import checks  # noqa: F401, PLC0415
        from complaints.officers import vault  # noqa: PLC0415

        user_logged_out.connect(vault.lock_with_sign_out)

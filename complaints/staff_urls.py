"""The officers' addresses: /staff/complaints/."""

from __future__ import annotations

from django.urls import path

from complaints.views import cases, retention, vault

app_name = "complaints-staff"

urlpatterns = [
    # The vault
    path("unlock/", vault.unlock, name="unlock"),
    path("lock/", vault.lock, name="lock"),
    # Officers, custodians, the recovery
    # Cases
    path("", cases.cases, name="cases"),
    # What is erased soon
    path("retention/", retention.soon, name="retention"),
    path("retention/<uuid:case_id>/", retention.longer, name="retention-longer"),
    path("retention/agree/<int:pk>/", retention.agree, name="retention-agree"),
    # Entered for somebody
    # Numbers and the office's days
]

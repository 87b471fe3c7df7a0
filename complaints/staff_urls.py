"""The officers' addresses: /staff/complaints/."""

from __future__ import annotations

from django.urls import path

from complaints.views import cases, vault

app_name = "complaints-staff"

urlpatterns = [
    # The vault
    path("unlock/", vault.unlock, name="unlock"),
    path("lock/", vault.lock, name="lock"),
    # Officers, custodians, the recovery
    # Cases
    path("", cases.cases, name="cases"),
    # Entered for somebody
    # Numbers and the office's days
]

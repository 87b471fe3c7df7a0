"""The officers' addresses: /staff/complaints/."""

from __future__ import annotations

from django.urls import path

from complaints.views import (
    case,
    case_acts,
    case_files,
    cases,
    enrolling,
    entering,
    recovery,
    retention,
    roster,
    statistics,
    vault,
)

app_name = "complaints-staff"

urlpatterns = [
    # The vault
    path("unlock/", vault.unlock, name="unlock"),
    path("lock/", vault.lock, name="lock"),
    # Officers, custodians, the recovery
    path("roster/", roster.overview, name="roster"),
    path("roster/enrol/", enrolling.enrol, name="enrol"),
    path("roster/passphrase/", enrolling.passphrase, name="passphrase"),
    path("roster/forgotten/", enrolling.forgotten, name="forgotten"),
    path("roster/new-code/", enrolling.new_code, name="new-code"),
    path("roster/sharing/", roster.sharing_page, name="sharing"),
    path("roster/renewal/", roster.agree_to_renewal, name="renewal"),
    path("roster/<uuid:pk>/approve/", roster.approve, name="approve"),
    path("roster/<uuid:pk>/leave/", roster.leave, name="leave"),
    path("roster/<uuid:pk>/withdraw/", roster.withdraw, name="withdraw"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("recovery/custodians/", recovery.setup, name="recovery-setup"),
    # Cases
    path("", cases.cases, name="cases"),
    path("cases/<uuid:pk>/", case.case, name="case"),
    path("cases/<uuid:pk>/reporter/", case.reporter, name="case-reporter"),
    path("cases/<uuid:pk>/print/", case.on_paper, name="case-print"),
    path("cases/<uuid:pk>/files/<uuid:file>/", case_files.file, name="case-file"),
    path("cases/<uuid:pk>/note/", case_acts.note, name="case-note"),
    path("cases/<uuid:pk>/message/", case_acts.message, name="case-message"),
    path("cases/<uuid:pk>/refer/", case_acts.refer, name="case-refer"),
    path("cases/<uuid:pk>/acknowledge/", case_acts.acknowledge, name="case-acknowledge"),
    path("cases/<uuid:pk>/begin/", case_acts.begin, name="case-begin"),
    path("cases/<uuid:pk>/assign/", case_acts.assign, name="case-assign"),
    path("cases/<uuid:pk>/merge/", case_acts.merge, name="case-merge"),
    path("cases/<uuid:pk>/close/", case_acts.close, name="case-close"),
    path("cases/<uuid:pk>/reopen/", case_acts.reopen, name="case-reopen"),
    path("cases/<uuid:pk>/step-aside/", case_acts.step_aside, name="case-step-aside"),
    path("cases/<uuid:pk>/leave-out/", case_acts.leave_out, name="case-leave-out"),
    # What is erased soon
    path("retention/", retention.soon, name="retention"),
    path("retention/<uuid:case_id>/", retention.longer, name="retention-longer"),
    path("retention/agree/<int:pk>/", retention.agree, name="retention-agree"),
    # Entered for somebody
    path("enter/", entering.enter, name="enter"),
    # Numbers
    path("summary/", statistics.summary, name="summary"),
]

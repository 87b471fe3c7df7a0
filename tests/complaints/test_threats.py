"""What threatens a complaint, and by which tests each answer is proved.

Three lists: who attacks and how, what happens to officers, keys and receipts in the course of
years, and what is done to the running portal. A row without a test that is there fails.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
HERE, ATTACK = "complaints/test_", "complaints/attack/test_"
ON_POSTGRESQL = f"{ATTACK}no_traces_postgresql:"
FOLLOWING = "complaints/following/test_"

THREATS = {
    "a clerk reads the database, the files, the log, what is temporary": [
        f"{ATTACK}no_traces:test_nothing_that_was_typed_sent_or_shown_lies_anywhere_in_the_clear",
        f"{ATTACK}no_traces:test_the_search_would_find_a_trace",
        f"{ON_POSTGRESQL}test_no_word_lies_in_the_servers_files_before_or_after_a_checkpoint",
        f"{ON_POSTGRESQL}test_the_servers_log_tells_statements_and_faults_without_a_word",
        f"{ON_POSTGRESQL}test_the_search_would_find_a_word_in_each_place",
        f"{HERE}attack_database:test_nothing_of_the_words_lies_in_any_column",
        f"{HERE}drafts:test_a_row_tells_neither_token_nor_words",
        f"{HERE}left_behind:test_no_line_tells_when_somebody_was_at_the_complaints",
    ],
    "a clerk writes into the database": [
        f"{HERE}attack_database:test_a_changed_item_is_refused_and_alarmed_and_hides_no_other",
        f"{HERE}attack_database:test_an_epoch_key_of_somebodys_own_gets_nothing_written",
        f"{HERE}attack_database:test_a_wrap_moved_to_another_officer_opens_nothing",
        f"{HERE}attack_database:test_a_recovery_of_somebodys_own_gets_no_case",
        f"{HERE}attack_database:test_a_complainants_key_of_somebodys_own_gets_no_new_epoch",
        f"{HERE}cases_page_case:test_a_flipped_bit_is_told_and_never_read_or_a_fault",
        f"{HERE}verifying:test_an_edited_item_is_named",
        f"{HERE}verifying:test_an_officer_with_an_exchanged_key_is_named",
    ],
    "an accused official with an account": [
        f"{HERE}receiving:test_whoever_is_complained_of_gets_no_key",
        f"{HERE}cases_page_matrix:test_nobody_without_a_key_reaches_a_case",
        f"{HERE}cases_page_matrix:test_the_matrix_names_every_page_of_a_case",
        f"{HERE}cases_page:test_whom_a_case_concerns_does_not_find_it_anywhere",
        f"{HERE}roster_pages:test_outsiders_are_sent_away_and_change_nothing",
        f"{HERE}custody:test_whoever_is_complained_of_sees_no_such_case_at_the_screen",
    ],
    "the accused is webmaster or superuser": [
        f"{HERE}attack_database:test_a_superuser_who_takes_over_an_officers_sign_in_stays_outside",
        f"{HERE}attack_database:test_a_superuser_who_gives_themself_the_role_reads_nothing",
        f"{HERE}roster_pages:test_a_webmaster_who_resets_the_password_finds_the_vault_locked",
    ],
    "a backup is stolen": [
        f"{ATTACK}stolen_backup:test_with_keys_of_a_thief_neither_passphrase_nor_receipt_opens",
        f"{HERE}attack_database:test_a_stolen_backup_opens_to_nobody_who_knows_the_passphrase",
        f"{HERE}attack_database:test_a_stolen_backup_opens_to_no_guessed_receipt",
        f"{HERE}attack_database:test_one_custodians_code_and_the_backup_open_nothing",
    ],
    "whoever holds the machine": [
        f"{HERE}checks:test_memory_is_written_out_neither_by_a_crash_nor_by_swapping",
        f"{HERE}reporting:test_before_any_field_it_says_what_is_protected_and_what_is_not",
    ],
    "a spammer": [
        f"{HERE}reporting:test_a_flood_of_forms_is_stopped",
        f"{HERE}mailing:test_five_hundred_complaints_make_one_message_a_day",
        f"{FOLLOWING}acts:test_flood_of_messages_is_slowed_down",
        f"{HERE}replying:test_one_case_takes_no_endless_files",
    ],
    "the question to people is got around": [
        "portal/test_human:test_answer_counts_once",
        "portal/test_human:test_left_out_key_is_refused",
        "portal/test_human:test_answer_for_one_form_is_none_for_another",
        "portal/test_human:test_of_many_at_once_one_is_accepted",
        "portal/test_human:test_test_mode_stops_the_start",
        f"{HERE}reporting:test_without_an_answer_there_is_no_receipt",
    ],
    "markup in what somebody writes": [
        f"{HERE}reporting:test_markup_in_any_field_is_shown_as_text",
        f"{HERE}cases_page:test_what_was_written_is_text_and_never_markup",
        f"{FOLLOWING}pages:test_words_are_text_and_officers_have_no_name",
        f"{HERE}entering:test_markup_is_text",
    ],
    "a file that does harm when it is shown": [
        f"{HERE}cases_page_case:test_a_file_is_saved_never_shown_and_the_chain_knows",
        f"{FOLLOWING}acts:test_officers_file_is_saved_and_never_shown",
        f"{HERE}uploads:test_what_would_run_is_refused",
    ],
    "bombs": [f"{ATTACK}faults:test_bombs_go_off_for_nobody"],
    "a form forged on another site": [
        f"{HERE}cases_page_matrix:test_no_form_is_taken_without_the_token_against_forgery",
        f"{FOLLOWING}acts:test_no_step_without_the_mark_against_forged_forms",
        f"{HERE}roster_pages:test_without_the_token_against_forgery_nothing_happens",
        f"{HERE}uploads:test_a_form_from_elsewhere_leaves_nothing",
    ],
    "numbers of somebody else's rows": [
        f"{HERE}cases_page_matrix:test_addresses_of_one_officers_cases_lead_another_nowhere",
        f"{FOLLOWING}acts:test_file_of_somebody_elses_case_is_not_there",
        f"{HERE}reporting_sending:test_another_citizen_without_the_token_gets_nothing",
    ],
    "a session is stolen": [
        f"{HERE}attack_database:test_a_row_of_an_unlocked_session_is_no_way_in",
        f"{HERE}attack_database:test_an_open_vault_is_nobody_elses",
        f"{HERE}custody:test_the_database_alone_does_not_open_the_room",
        f"{HERE}following:test_row_tells_neither_token_nor_minute",
        f"{HERE}following:test_end_of_a_visit_cannot_be_put_off_in_the_database",
    ],
    "a path in a file's name": [f"{HERE}uploads:test_a_name_hides_nothing"],
    "an officer is enrolled by one alone": [
        f"{HERE}attack_database:test_an_officer_put_into_the_database_gets_no_wrap",
        f"{HERE}roster:test_a_row_put_into_the_database_is_admitted_by_nobody",
        f"{HERE}roster:test_an_approval_put_into_the_database_does_not_count",
        f"{HERE}roster:test_a_superuser_without_the_role_cannot_enrol",
        f"{HERE}roster:test_every_officer_is_told_of_an_admission_for_fourteen_days",
    ],
    "rows are deleted or an older database put back": [
        f"{HERE}verifying:test_a_deleted_item_is_named",
        f"{HERE}verifying:test_a_case_deleted_whole_is_named_with_all_it_held",
        f"{HERE}verifying:test_rows_cut_from_the_end_of_the_chain_are_shown_by_the_heads",
        f"{HERE}chain:test_an_older_database_that_went_on_is_found_by_the_published_head",
    ],
    "complainants give themselves away": [
        f"{HERE}uploads:test_a_photo_is_kept_without_place_and_telephone",
        f"{HERE}reporting_sending:test_a_text_that_contains_the_receipt_is_refused",
        f"{FOLLOWING}acts:test_receipt_in_a_message_is_refused",
        f"{FOLLOWING}acts:test_leaving_ends_the_visit_and_makes_the_browser_forget",
        f"{ATTACK}no_traces:test_every_form_leads_back_to_the_one_address",
        "e2e/test_complaint_form:test_whole_way_on_a_phone",
    ],
    "the edges of days and years": [
        f"{HERE}statistics:test_the_night_of_the_fiscal_year_is_bangkok_s",
        f"{HERE}statistics:test_29_february_lies_in_the_first_half",
    ],
    "logs join an address and a case": [
        f"{ATTACK}no_traces:test_nothing_that_was_typed_sent_or_shown_lies_anywhere_in_the_clear",
        f"{ATTACK}no_traces:test_no_row_joins_an_address_or_a_time_of_day_and_a_case",
        "portal/test_limits:test_address_lies_nowhere_in_memory",
    ],
}

EVENTS = {
    "an officer forgets the passphrase": [
        f"{HERE}roster_ways:test_a_forgotten_passphrase_is_replaced_by_the_printed_code",
    ],
    "passphrase and code are lost": [
        f"{HERE}roster_ways:test_a_new_pair_waits_while_the_old_one_stays_and_colleagues_share_again",
    ],
    "nobody is left": [
        f"{HERE}custody:test_a_case_whose_only_officer_left_is_found",
        f"{HERE}custody:test_two_custodians_hand_the_case_to_a_substitute",
        f"{HERE}custody:test_the_chain_tells_that_the_recovery_was_opened_and_by_whom",
    ],
    "the webmaster resets an officer's sign-in": [
        f"{HERE}roster_pages:test_a_webmaster_who_resets_the_password_finds_the_vault_locked",
    ],
    "an officer comes": [
        f"{HERE}roster:test_two_officers_admit_and_new_cases_are_sealed_to_the_newcomer",
        f"{HERE}sharing:test_old_cases_are_closed_to_a_newcomer_until_a_colleague_shares",
    ],
    "an officer leaves": [
        f"{HERE}roster_leaving:test_with_an_old_backup_they_read_what_was_before_and_nothing_later",
        f"{HERE}roster_leaving:test_whoever_departs_is_locked_out_at_once_and_leaves_in_the_night",
    ],
    "an officer steps aside": [
        f"{HERE}casework:test_who_steps_aside_reads_nothing_that_comes_later",
    ],
    "a complaint concerns an officer": [
        f"{HERE}receiving:test_whoever_is_complained_of_gets_no_key",
        f"{HERE}reporting_sending:test_where_all_officers_are_complained_of_it_says_who_is_left",
        f"{HERE}custody:test_when_all_officers_are_complained_of_the_recovery_alone_has_the_case",
    ],
    "a receipt is lost": [
        f"{HERE}following:test_receipt_of_no_case_and_wrong_secret_are_refused_alike",
        f"{FOLLOWING}acts:test_staff_see_no_case_without_its_receipt",
    ],
    "fewer than two officers are left, or no recovery": [
        f"{HERE}receiving:test_with_one_officer_nothing_is_taken",
        f"{HERE}reporting:test_closed_it_shows_the_other_ways_and_takes_nothing",
    ],
    "the pepper is lost": [
        f"{HERE}custody:test_pepper_lost_the_custodians_still_open",
    ],
    "a case is erased": [
        f"{HERE}retention:test_nothing_of_an_erased_case_is_left_but_its_row",
        f"{HERE}retention:test_the_receipt_of_an_erased_case_leads_nowhere",
    ],
}

EXPERIMENTS = {
    "1 kill -9 while a complaint is sent": [
        f"{ATTACK}faults:test_every_shown_receipt_opens_though_workers_were_killed",
    ],
    "2 kill -9 between file and commit": [
        f"{ATTACK}faults:test_no_orphan_is_reachable_after_a_kill_between_file_and_commit",
        f"{HERE}sweeping:test_stray_files_go_after_an_hour_and_named_ones_never",
    ],
    "8 the last button twenty times at once": [
        f"{ATTACK}faults:test_the_last_button_pressed_twenty_times_at_once_makes_one_case",
    ],
    "9 sent again after a cut answer": [
        f"{ATTACK}faults:test_sent_again_after_a_cut_answer_it_is_the_same_case",
    ],
    "14 twenty receipts at once": [
        f"{ATTACK}faults:test_twenty_receipts_at_once_take_two_slow_keys_of_memory",
        f"{ATTACK}queue:test_one_receipt_too_many_at_once_is_sent_away_before_any_work",
    ],
    "15 guessed receipts": [
        f"{ATTACK}faults:test_guessed_receipts_open_nothing_and_shut_no_owner_out",
    ],
    "17 an upload ten times too large": [
        f"{ATTACK}faults:test_an_upload_far_above_the_limit_is_refused_and_leaves_nothing",
    ],
    "18 uploads abandoned midway": [
        f"{ATTACK}faults:test_uploads_abandoned_midway_leave_nothing_in_the_clear",
    ],
    "19 bombs": [f"{ATTACK}faults:test_bombs_go_off_for_nobody"],
    "24 a restore without keys": [
        f"{ATTACK}stolen_backup:test_without_keys_it_starts_says_so_and_opens_nothing",
    ],
    "25 one flipped byte": [
        f"{HERE}one_flipped_bit:test_one_flipped_bit_is_an_error",
        f"{HERE}cases_page_case:test_a_flipped_bit_is_told_and_never_read_or_a_fault",
        f"{FOLLOWING}acts:test_damaged_file_gives_words_and_not_one_byte",
    ],
    "26 an edited or deleted row of the chain": [
        f"{HERE}verifying:test_a_changed_chain_is_named_by_its_first_wrong_row",
        f"{HERE}verifying:test_the_command_names_rows_and_fails",
    ],
}


@cache
def named_in(path: str) -> frozenset[str]:
    """Names of the test functions of a file, without importing it."""
    tree = ast.parse((TESTS / f"{path}.py").read_text(encoding="utf-8"))
    return frozenset(
        one.name
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    )


ROWS = {
    f"{what} | {proof}": proof
    for rows in (THREATS, EVENTS, EXPERIMENTS)
    for what, proofs in rows.items()
    for proof in proofs
}


@pytest.mark.parametrize("proof", ROWS.values(), ids=ROWS)
def test_each_answer_has_its_proof(proof):
    path, _, name = proof.partition(":")
    assert name in named_in(path)


def test_no_row_is_without_a_proof():
    for rows in (THREATS, EVENTS, EXPERIMENTS):
        assert all(rows.values())

"""Who can open cases: enrolment by two, custodians, the open vault, leaving."""

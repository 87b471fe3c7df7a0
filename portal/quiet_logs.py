"""Lines that the log leaves out, for they would tell when somebody was at the complaints.

Django writes a line with the address for each answer from 400 on: a slip in a form, a page whose
time was over. Beside anybody's record of who was online at that second such a line names the
complainant, though it names nobody itself.
"""

from __future__ import annotations

import logging

UNWRITTEN = ("/complaints/", "/staff/complaints/")


class NobodyAtTheComplaints(logging.Filter):
    """Lets no line through that names a request to the complaints, but for faults of the portal:
    those somebody must mend."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        at_complaints = getattr(request, "path", "").startswith(UNWRITTEN)
        return record.levelno >= logging.ERROR or not at_complaints

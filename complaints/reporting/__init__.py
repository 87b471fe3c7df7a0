"""What the complainant does: reports, comes back by receipt, answers, judges."""

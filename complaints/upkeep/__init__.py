"""What the clock does: keeping and erasing, mail, sweeping, the chain verified and published."""

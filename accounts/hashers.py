"""Password hashing: Argon2id sized for a small server."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2(Argon2PasswordHasher):
    """64 MiB and one lane: Django's 100 MiB in eight lanes stalls a machine of two cores."""

    time_cost = 3
    memory_cost = 64 * 1024  # KiB
    parallelism = 1

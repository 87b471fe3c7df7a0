"""Who a name and password belong to."""

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Name and password against the table of people; rights come from `accounts.rights`.

    Django's own permission tables are not consulted: posts and roles decide, and only a
    superuser passes in Django's admin.
    """

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        return False

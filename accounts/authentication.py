"""Who a name and password belong to."""

from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


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


def is_really(request: HttpRequest, password: str) -> bool:
    """Whether the password is that of the person who signed in.

    Wrong tries count towards the throttle of the sign-in, which answers in the page's place
    once there were too many: a phone left lying open is no place to guess at.
    """
    user = authenticate(request, username=request.user.get_username(), password=password)
    return user is not None and user.pk == request.user.pk

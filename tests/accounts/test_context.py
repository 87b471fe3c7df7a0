"""Rights in templates."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

from accounts.context import rights
from accounts.rights import Right, may


def shown(rf, user, right: str) -> bool:
    request = rf.get("/")
    request.user = user
    template = Template("{% if may." + right + " %}yes{% endif %}")
    return template.render(Context(rights(request))) == "yes"


@pytest.mark.parametrize("right", Right)
def test_templates_and_views_agree(office, rf, right):
    for person in (office.planner, office.outsider, office.webmaster, office.mayor):
        assert shown(rf, person, right.value) == may(person, right)
    assert not shown(rf, AnonymousUser(), right.value)


def test_a_misspelt_right_is_not_silently_refused(office, rf):
    with pytest.raises(ImproperlyConfigured):
        shown(rf, office.planner, "edit_plam")

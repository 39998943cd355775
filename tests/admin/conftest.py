import pytest
from django.test import Client

from tests import make


@pytest.fixture
def bob(db) -> Client:
    """Bob writes drafts and publishes nothing."""
    return make.client(make.member("editor", username="bob"))


@pytest.fixture
def charlie(db) -> Client:
    """Charlie is staff but has no rights."""
    return make.client(make.staff_user(username="charlie"))

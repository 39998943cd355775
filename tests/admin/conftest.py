import pytest
from django.test import Client

from tests import make


@pytest.fixture
def alice(db) -> Client:
    """Alice may do everything."""
    client = Client()
    client.force_login(make.superuser(username="alice"))
    return client


@pytest.fixture
def bob(db) -> Client:
    """Bob writes drafts and publishes nothing."""
    client = Client()
    client.force_login(make.member("editor", username="bob"))
    return client


@pytest.fixture
def charlie(db) -> Client:
    """Charlie is on the staff and has no right at all."""
    client = Client()
    client.force_login(make.staff_user(username="charlie"))
    return client

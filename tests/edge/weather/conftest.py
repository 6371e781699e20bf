"""The pretend weather service and the client that asks it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.edge.weather.pretend_service import PretendService, pretend_service


@pytest.fixture
async def service() -> AsyncIterator[PretendService]:
    async with pretend_service() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as opened:
        yield opened

import pytest
from httpx import ASGITransport, AsyncClient

from app.database import engine
from app.main import app
from app.models import Base

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def client(anyio_backend):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_create(client):
    response = await client.post("/orders", params={"item": "tea"})
    assert response.json()["item"] == "tea"


async def test_list(client):
    assert (await client.get("/orders")).json() == ["tea"]

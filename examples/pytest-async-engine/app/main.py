from fastapi import FastAPI
from sqlalchemy import select

from app.database import make_session
from app.models import Order

app = FastAPI()


@app.post("/orders")
async def create_order(item: str):
    async with make_session() as session:
        order = Order(item=item)
        session.add(order)
        await session.commit()
        return {"id": order.id, "item": order.item}


@app.get("/orders")
async def list_orders():
    async with make_session() as session:
        return [order.item for order in await session.scalars(select(Order))]

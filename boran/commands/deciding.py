"""What every decision about an order shares: which order, which revision, who acts, and how the answer is reported."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

import click

from boran.commands.opening import opened, print_json
from boran.commands.order_view import order_document
from boran.commands.refusals import done_or_exit, order_or_exit
from dispatch.ports import Transaction
from orders.answers import Answer
from orders.edition import Edition
from orders.identity import read_check_code
from orders.order import Order, OrderId
from orders.organisation import PersonId
from orders.ports import OrdersTransaction
from orders.regulation import edition_on


class UseCase(Protocol):
    """An act of `orders.approval` that has its own arguments already."""

    def __call__(
        self, tx: OrdersTransaction, *, order_id: OrderId, revision: int, by: PersonId, now: datetime, edition: Edition
    ) -> Answer: ...


Decide = Callable[[UseCase], None]

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def decision(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ORDER, --revision, --by and --json, and pass it the function that carries its act out."""

    @click.argument("order")
    @click.option("--revision", type=int, required=True, metavar="N", help="The revision that was seen.")
    @click.option("--by", required=True, metavar="PERSON", help="Id of the person who acts.")
    @as_json_option
    @wraps(command)
    def with_order(*, order: str, revision: int, by: str, as_json: bool, **options: Any) -> None:
        def decide(act: UseCase) -> None:
            report(_carry_out(act, order, revision, PersonId(by)), as_json=as_json)

        command(decide, **options)

    return with_order


def _carry_out(act: UseCase, typed: str, revision: int, by: PersonId) -> Answer:
    with opened() as parts:
        now = parts.clock.now()
        with parts.storage.transaction() as tx:
            order = find(tx, typed)
            edition = edition_on(parts.editions, order.first_day)
            return act(tx, order_id=order.id, revision=revision, by=by, now=now, edition=edition)


def find(tx: Transaction, typed: str) -> Order:
    """Return the order with this id or check code, or end the command."""
    return order_or_exit(tx.orders.get(OrderId(typed)) or tx.orders.by_check_code(read_check_code(typed)))


def report(answer: Answer, *, as_json: bool) -> None:
    """Print what was done, or end the command with the refusal."""
    done = done_or_exit(answer)
    if as_json:
        print_json(order_document(done.order) | {"repeated": done.repeated})
        return
    repeated = " (it already was)" if done.repeated else ""
    order = done.order
    click.echo(f"{order.id}: {order.state}{repeated}, revision {order.revision}, check code {order.check_code}")

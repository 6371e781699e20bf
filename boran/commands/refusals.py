"""What the command line says when a use-case refuses: one sentence each, saying what to do."""

from collections.abc import Mapping

import click

from orders.answers import Answer, Done, Refusal, Refused
from orders.order import Order

SENTENCES: Mapping[Refusal, str] = {
    Refusal.NOT_FOUND: "there is no such order: see `boran orders list`",
    Refusal.STALE: "the order has changed since you saw it, it is at revision {detail} now: look at it again",
    Refusal.NOT_AUTHORISED: "this person may not do that: --by must be one who signs for it",
    Refusal.WINDOW_NOT_OPEN: "the window opens at {detail}: wait until then",
    Refusal.WINDOW_CLOSED: "the window closed at {detail}: only `approve --late --reason` is left, for safety (п. 11)",
    Refusal.STATE: "the order is {detail}, from there this cannot be done",
    Refusal.INCOMPLETE: "the order lacks a required part (п. 16): {detail}. Complete the roster, then draft again",
    Refusal.NO_GRADES: "nobody would study at home: choose grades with `boran orders edit`, or reject the draft",
    Refusal.BAD_GRADES: "nobody learns in {detail} in this shift: choose among the grades that do",
    Refusal.REASON_NEEDED: "write down why, with --reason",
    Refusal.SAME_PERSON: "a second person must confirm this order: --by must be somebody else than who prepared it",
    Refusal.EXCLUDED_PROGRAMME: "the rule gives no distance learning to {detail} (№ 349 п. 3)",
    Refusal.EMPTY_SCOPE: "the order binds nobody: name at least one organisation, district or region",
    Refusal.UNKNOWN_SCOPE: "nobody knows {detail}: bring it in with `boran roster import` first",
    Refusal.BAD_DATES: "no order can be made for {detail}: it is over, or there are no lessons",
}


def sentence(refused: Refused) -> str:
    """Return the refusal as one sentence."""
    return SENTENCES[refused.refusal].format(detail=refused.detail or "that")


def done_or_exit(answer: Answer) -> Done:
    """Return the success, or end the command with the refusal's sentence and exit status 1."""
    if isinstance(answer, Refused):
        raise click.ClickException(sentence(answer))
    return answer


def order_or_exit(order: Order | None) -> Order:
    """Return the order that was found, or end the command."""
    if order is None:
        raise click.ClickException(SENTENCES[Refusal.NOT_FOUND])
    return order

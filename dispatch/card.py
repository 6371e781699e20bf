"""A text with buttons under it: what a message, a card and a line of the ledger have in common."""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.base import Button, ChannelKind, Template
from dispatch.taps import Tap, TapVerb, pack
from locales.catalogue import Locale
from orders.order import Order

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message with rows of buttons under it."""

    text: str
    buttons: Buttons = ()
    subject: str = ""
    template: Template | None = None
    thread: str = ""


Cards = Mapping[Locale, Card]  # the same card in every language
Forms = Mapping[ChannelKind, Cards]  # the same card in the form each channel needs


def button(order: Order, verb: TapVerb, label: str, *, argument: str = "") -> Button:
    """Return a button that names the order and the revision on which it stands."""
    return Button(label=label, data=pack(Tap(verb=verb, order=order.id, revision=order.revision, argument=argument)))

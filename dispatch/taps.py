"""What a button says: verb, order, revision and one argument, in at most the 64 bytes a Telegram button carries."""

import re
from dataclasses import dataclass
from enum import StrEnum

from orders.order import OrderId

MAX_BYTES = 64  # Telegram, InlineKeyboardButton.callback_data


class TapVerb(StrEnum):
    """Short on purpose: they share 64 bytes with an order id."""

    APPROVE = "ap"
    CHOOSE_GRADES = "cg"  # opens the choice of grades
    SET_GRADES = "sg"  # argument: first-last grade, `0-9`
    SET_REASON = "sr"  # argument: `0-9~key`: the grades and the key of a `reason-*` text
    RETURN = "rt"
    REJECT = "rj"
    APPROVE_LATE = "al"
    BACK = "bk"  # back to the card
    ACQUAINTED = "aq"
    PASTE = "ps"  # the text for the class chat
    UNREACHED = "un"  # the list of families not reached yet
    TOLD = "td"  # argument: pupil id
    SPEND = "sp"  # argument: what the order's messages may cost, in 1/100 tenge


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    verb: TapVerb
    order: OrderId
    revision: int
    argument: str = ""


_SHAPE = re.compile(rf"({'|'.join(TapVerb)}):([0-9a-f]{{32}}):([0-9]{{1,6}}):(.*)", re.DOTALL)


class BadTap(ValueError):
    """The data of a button is not one of ours: forged, or from an older version."""


def pack(tap: Tap) -> str:
    """Return the button's data. Raises `BadTap` when it would not fit into 64 bytes."""
    data = ":".join((tap.verb, tap.order, str(tap.revision), tap.argument))
    if len(data.encode()) > MAX_BYTES:
        raise BadTap(f"a button holds {MAX_BYTES} bytes, `{tap.verb}` needs {len(data.encode())}: shorten the argument")
    return data


def unpack(data: str) -> Tap:
    """Return what `pack` packed. Raises `BadTap` for anything else."""
    if (found := _SHAPE.fullmatch(data)) is None:
        raise BadTap("not a button of this program")
    verb, order, revision, argument = found.groups()
    return Tap(verb=TapVerb(verb), order=OrderId(order), revision=int(revision), argument=argument)

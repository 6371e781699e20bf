"""Names of orders: an id for machines, and a check code that people read out, type and compare."""

import secrets
import uuid
from collections.abc import Callable

from orders.order import OrderId

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O and no 1/I, which look alike in print
CODE_LENGTH = 8  # 32**8: a code made up by a forger is somebody's order once in millions of tries
_CYRILLIC_TWINS = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


def new_order_id() -> OrderId:
    """Return a fresh id: 32 hexadecimal digits."""
    return OrderId(uuid.uuid4().hex)


def new_check_code(is_taken: Callable[[str], bool]) -> str:
    """Return a code nobody has. It is random, so that tomorrow's code cannot be printed today."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not is_taken(code):
            return code


def read_check_code(typed: str) -> str:
    """Return what a person meant: upper case, no spaces or hyphens, Cyrillic twins of Latin letters made Latin."""
    return "".join(typed.split()).replace("-", "").upper().translate(_CYRILLIC_TWINS)

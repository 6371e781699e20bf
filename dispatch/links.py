"""Links by which a homeroom teacher works without Telegram: signed for one person and one order, short enough for SMS.

A link says nothing but the order's check code and whose it is; whether it still opens is decided by the order's state
and last day, so it needs no date of its own and is withdrawn together with the order.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, unquote

from itsdangerous import Signer

from orders.order import Order
from orders.organisation import PersonId

SEAL = 20  # letters of base32: 100 bits
_SALT = "boran.teacher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a genuine link says: which order, whose link."""

    check_code: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherLinks:
    """Makes and reads the links. Without a secret or a public address there are none. repr never shows the secret."""

    public_url: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return f"TeacherLinks(on={self.are_on})"

    @property
    def are_on(self) -> bool:
        return bool(self.secret and self.public_url)

    def of(self, order: Order, person: PersonId) -> str:
        """Return `https://…/t/<check code>.<person>.<seal>`; empty when there are no links."""
        if not self.are_on:
            return ""
        said = f"{order.check_code}.{quote(person, safe='')}"
        return f"{self.public_url.rstrip('/')}/t/{said}.{self._seal(said)}"

    def read(self, token: str) -> Claim | None:
        """Return what the last part of a link says; None when it was not made by us with this secret."""
        said, _, seal = token.rpartition(".")
        if not self.are_on or not hmac.compare_digest(seal.encode(), self._seal(said).encode()):
            return None
        check_code, _, person = said.partition(".")
        return Claim(check_code=check_code, person=PersonId(unquote(person)))

    def _seal(self, said: str) -> str:
        """Return the seal without anything that ends a link in a text message: letters and digits only."""
        signature = Signer(self.secret, salt=_SALT, digest_method=hashlib.sha256).get_signature(said)
        digest = base64.urlsafe_b64decode(signature + b"=")
        return base64.b32encode(digest).decode()[:SEAL].lower()

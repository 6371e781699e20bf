"""The composition root: settings become parts, and every part has one owner that closes it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from boran.budgets import Budgets
from boran.clock import MovedClock, SystemClock, check_zone_data
from boran.gate import Gate
from boran.lanes import lanes_of
from boran.settings import BadSettings, Settings
from boran.witness import Witness
from dispatch.lanes import Lanes
from dispatch.links import TeacherLinks
from dispatch.right_of_way import RightOfWay
from orders.edition import Edition
from orders.regulation import load_editions
from storage import SqlStorage, open_storage
from thresholds.catalogue import load_all
from thresholds.table import Table

AnyClock = SystemClock | MovedClock
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every door and role works with. gate, budgets, way: one of each per process."""

    settings: Settings
    clock: AnyClock
    storage: SqlStorage
    editions: tuple[Edition, ...]
    tables: Mapping[str, Table]
    lanes: Lanes
    gate: Gate = field(init=False)
    budgets: Budgets = field(init=False)
    way: RightOfWay = field(default_factory=RightOfWay)

    def __post_init__(self) -> None:
        clock = self.clock
        object.__setattr__(self, "gate", Gate(self.storage, clock, Witness(self.settings.home)))
        object.__setattr__(self, "budgets", Budgets(self.settings, self.lanes.every, clock.now, rate=clock.rate))

    @property
    def links(self) -> TeacherLinks:
        """The links of homeroom teachers; off as long as there is no secret for them."""
        return TeacherLinks(public_url=self.settings.public_url, secret=self.settings.links.secret.get_secret_value())


@contextmanager
def services(settings: Settings | None = None, clock: AnyClock | None = None) -> Iterator[Services]:
    """Open the database (bringing it up to date when it is the embedded one) and load the rules.

    Raises `BadSettings` for a moved clock that could reach the real world, `WrongZoneData` for old zone data.
    """
    check_zone_data()
    settings = settings or Settings()
    clock = clock or SystemClock()
    if isinstance(clock, MovedClock):
        require_loopback(settings)
    storage = _storage(settings)
    try:
        yield Services(
            settings=settings,
            clock=clock,
            storage=storage,
            editions=load_editions(),
            tables=load_all(),
            lanes=lanes_of(settings),
        )
    finally:
        storage.close()


def _storage(settings: Settings) -> SqlStorage:
    if not settings.database_url:
        settings.home.expanduser().mkdir(parents=True, exist_ok=True)
    storage = open_storage(settings.database)
    if settings.database.startswith("sqlite"):
        storage.upgrade()  # one process, one file: nobody else has to be told of the new schema
    return storage


def require_loopback(settings: Settings) -> None:
    """Refuse a moved clock as long as the address of one account that is on, or of a feed, is not on this machine."""
    telegram, whatsapp, sms, email = settings.telegram, settings.whatsapp, settings.sms, settings.email
    addresses = {
        "BORAN_TELEGRAM__BASE_URL": telegram.base_url,
        "BORAN_WHATSAPP__CLOUD__BASE_URL": whatsapp.cloud.is_on and whatsapp.cloud.base_url,
        "BORAN_WHATSAPP__GREEN__BASE_URL": whatsapp.green.is_on and whatsapp.green.base_url,
        "BORAN_SMS__MOBIZON__BASE_URL": sms.mobizon.is_on and sms.mobizon.base_url,
        "BORAN_SMS__SMSC__BASE_URL": sms.smsc.is_on and sms.smsc.base_url,
        "BORAN_SMS__SMPP__HOST": sms.smpp.is_on and f"//{sms.smpp.host}",
        "BORAN_EMAIL__HOST": email.is_on and f"//{email.host}",
        "BORAN_WEATHER__OPEN_METEO_URL": settings.weather.open_meteo_url,
        "BORAN_WEATHER__AVIATION_WEATHER_URL": settings.weather.aviation_weather_url,
    }
    for name, address in addresses.items():
        if address and urlsplit(address).hostname not in LOOPBACK:
            raise BadSettings(f"a moved clock may not meet real people: point {name} at the sandbox (127.0.0.1)")

"""From settings to how CAP messages leave."""

from boran.clock import MovedClock, SystemClock
from boran.settings import BadSettings, CapSettings, Settings
from web.feeds.cap import Status
from web.feeds.routes import CapOptions
from web.feeds.seal import BadSeal, Seal


def cap_options(settings: Settings, clock: SystemClock | MovedClock) -> CapOptions:
    """Return the mark and the seal of CAP messages. Under a moved clock nothing is Actual. Raises `BadSettings`."""
    status = Status(settings.cap.status)
    if isinstance(clock, MovedClock) and status is Status.ACTUAL:
        status = Status.EXERCISE
    return CapOptions(status=status, seal=_seal(settings.cap))


def _seal(cap: CapSettings) -> Seal | None:
    key, certificate = cap.key.get_secret_value(), cap.certificate.get_secret_value()
    if not key:
        return None
    try:
        return Seal(key.encode(), certificate.encode())
    except BadSeal as error:
        raise BadSettings(f"BORAN_CAP__KEY, BORAN_CAP__CERTIFICATE: {error}") from error

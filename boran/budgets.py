"""Who may send when with which account: one object per account in this process, one budget in Redis for all of them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from boran.settings import Settings
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import Pacer
from dispatch.turns import OwnTurns, Turns
from storage.redis_turns import SharedBudget

# Of a bot's pace, as long as sender and conversation run in processes that cannot ask each other. With two doors
# (polling and webhooks) it adds up to the whole.
SENDERS_SHARE = 0.7
CONVERSATIONS_SHARE = 0.15


class Budgets:
    """The turns of every account. Accounts without a limit cost nothing and ask nobody."""

    def __init__(
        self, settings: Settings, lanes: tuple[Lane, ...], now: Callable[[], datetime], *, rate: float = 1.0
    ) -> None:
        redis = settings.redis_url.get_secret_value()
        self._shared = SharedBudget(redis, now, rate=rate) if redis else None
        self._lanes = {lane.name: lane for lane in lanes}
        self._accounts = _accounts(settings)
        self._share = 1.0
        self._turns: dict[LaneName, Turns] = {}

    def part(self, *, sends: bool, talks: bool) -> None:
        """Say what this process does. Who does both shares each account with nobody."""
        both = sends and talks
        self._share = 1.0 if both else SENDERS_SHARE if sends else CONVERSATIONS_SHARE

    def of(self, lane: LaneName) -> Turns:
        """Return the turns of a lane's account: the same object for everybody in this process."""
        if lane not in self._turns:
            self._turns[lane] = self._made(self._lanes[lane])
        return self._turns[lane]

    async def aclose(self) -> None:
        if self._shared:
            await self._shared.aclose()

    def _made(self, lane: Lane) -> Turns:
        pace, account = lane.speed, self._accounts.get(lane.name)
        share = self._share if account else 1.0  # only a bot is used by anybody but the lane's one worker
        if self._shared and pace.interval:
            return self._shared.turns(account or lane.name, pace, share=share)
        return OwnTurns(Pacer(pace.part(share)))


def _accounts(settings: Settings) -> Mapping[LaneName, str]:
    """Return the token of each bot, by its lane."""
    telegram = settings.telegram
    bots = {"families": telegram.families, "staff": telegram.staff, **telegram.bots}
    return {LaneName(f"telegram-{name}"): bot.token.get_secret_value() for name, bot in bots.items() if bot.is_on}

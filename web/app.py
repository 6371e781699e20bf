"""The web server's application: health, the two public pages, and the bots' webhooks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

from dispatch.lanes import LANES, Lanes
from dispatch.links import TeacherLinks
from dispatch.ports import Clock, Storage
from orders.edition import Edition
from web import receipts, teacher
from web.banner import banner
from web.context import WebContext
from web.feeds.routes import CapOptions, Feeds
from web.health import Readiness, healthz
from web.metrics import Metrics
from web.published import schema
from web.receipts import Callbacks, Readers
from web.replay import Replay
from web.status import Status
from web.telegram import WebhookBot, mount
from web.verify import Verification


def create_app(
    *,
    storage: Storage,
    clock: Clock,
    editions: Sequence[Edition],
    bots: Mapping[str, WebhookBot] | None = None,
    lanes: Lanes = LANES,
    readers: Readers | None = None,
    links: TeacherLinks | None = None,
    public_url: str = "",
    cap: CapOptions | None = None,
    silent: Callable[[], str] = str,
) -> web.Application:
    """Return the application. bots: those whose updates come by webhook, by the last part of their path.

    readers: who reads what arrives at `/receipts/<provider>`; lanes: the accounts they belong to.
    cap: how CAP messages are marked and signed; unsigned and Actual unless told otherwise.
    links: of homeroom teachers; without them `/t/…` is not there. public_url: where this server is seen from outside.
    silent: says why the database may not speak (a restored copy); empty while it may.
    The caller owns everything that is passed in and closes it. Raises `web.telegram.MissingSecret`.
    """
    context = WebContext(storage=storage, clock=clock, editions=editions, public_url=public_url)
    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", Readiness(storage, silent).readyz)
    app.router.add_get("/v/{code}", Verification(context).page)
    app.router.add_get("/s/{organisation}", Status(context).page)
    app.router.add_get("/banner.js", banner)
    app.add_routes(Feeds(context, cap).routes())
    app.add_routes(Replay(context).routes())
    app.router.add_get("/schemas/{name}.json", schema)
    mount(app, bots or {})
    teacher.mount(app, context, links or TeacherLinks())
    refused: Counter[tuple[str, str]] = Counter()
    app.router.add_get("/metrics", Metrics(context, refused).page)
    receipts.mount(app, Callbacks(storage=storage, clock=clock, lanes=lanes, readers=readers or {}, refused=refused))
    return app

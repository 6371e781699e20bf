"""What we write to WhatsApp, and what the pretend WhatsApp writes to us, held to the types its providers publish.

Each is written into a TypeScript file as a constant of its type; what the compiler complains about is what is wrong.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from sandbox.handsets import Handset, Key, Said, Shown, Thread
from sandbox.whatsapp import webhooks
from sandbox.whatsapp.accounts import Number, Queued, Telephone
from sandbox.whatsapp.gateway import _queue
from tests.edge.channels.whatsapp_wires import NOW, NUMBER, WAMID, green, notice
from tests.edge.channels.wires import PATIENT, answer, serving
from tests.packages import NODE, brought_by_npm
from tests.unit.channels.test_whatsapp_requests import TAP, every_request

META = "whatsapp@0.0.5-Alpha"  # Meta's last one; 1.0.0 of that name is somebody else's and empty
GREEN_API = "@green-api/whatsapp-api-client-js-v2@1.0.3"
COMPILER = "typescript@5.9.3"
TYPES = Path(__file__).with_name("published_types.ts")
STRICTLY = ("--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--target", "es2022")
AS_OLD_PACKAGES_ARE_FOUND = ("--module", "commonjs", "--moduleResolution", "node10")
COMPLAINT = re.compile(r"^(\S+)\((\d+),\d+\): error (.*)$", re.MULTILINE)

META_NUMBER = Number(id="1001", token="t", business_account="2001", app_secret="s", title="+77010000000")
TELEPHONE = Telephone(instance="1101", token="t", webhook_token="w")
HANDSET = Handset(number=NUMBER, name="Ана")
THREAD = Thread(provider="whatsapp", account="1001", title="Мектеп")
BUTTON = Key(label="Таныстым", data=TAP)
NOTICE = Shown(id=WAMID, text="Хабар", at=NOW, buttons=(BUTTON,))
WRITTEN = Said(handset=HANDSET, thread=THREAD, id="wamid.2", text="Рақмет")
TAPPED = Said(handset=HANDSET, thread=THREAD, id="wamid.3", text=BUTTON.label, button=BUTTON, of=NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """JSON, and the name of its type in `published_types.ts`."""

    type: str
    json: str


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the published types and the compiler in it."""
    return brought_by_npm(tmp_path_factory.mktemp("published"), META, GREEN_API, COMPILER)


def complaints(published: Path, held: Mapping[str, Held]) -> dict[str, list[str]]:
    """Return what the compiler says against each; what it says of a file that is not ours stands under its name."""
    folder = Path(tempfile.mkdtemp(dir=published))
    shutil.copy(TYPES, folder)
    lines = [f"export const at{line}: t.{one.type} = {one.json};" for line, one in enumerate(held.values())]
    source = "\n".join([f'import type * as t from "./{TYPES.stem}";', *lines])
    (folder / "held.ts").write_text(source, encoding="utf-8")
    compiler = published / "node_modules" / "typescript" / "bin" / "tsc"
    run = subprocess.run(  # noqa: S603
        [NODE, compiler, *STRICTLY, *AS_OLD_PACKAGES_ARE_FOUND, "held.ts"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file, line, said in COMPLAINT.findall(run.stdout):
        found[list(held)[int(line) - 2] if file == "held.ts" else file].append(said)
    assert bool(found) == bool(run.returncode), run.stdout + run.stderr
    return dict(found)


async def requests() -> dict[str, Held]:
    """Return every request the product makes, by name."""
    to_meta = {
        name: Held(type=f"{body['type'].title()}Request", json=json.dumps(body, ensure_ascii=False))
        for name, body in (await every_request()).items()
    }
    return to_meta | {"to the gateway": Held(type="GatewayRequest", json=await gateway_request())}


async def gateway_request() -> str:
    async with serving() as wire:
        wire.behave = answer(200, {"idMessage": "3EB0"})
        channel = green(wire.url, PATIENT)
        await channel.send(notice())
        await channel.aclose()
        [seen] = wire.seen
    return seen.body.decode()


def callbacks() -> dict[str, Held]:
    """Return what the pretend WhatsApp brings and answers, by name."""
    return dict((*from_meta(), *from_the_gateway()))


def from_meta() -> Iterator[tuple[str, Held]]:
    for kind, code in {"sent": 0, "delivered": 0, "read": 0, "failed": 131026}.items():
        said = webhooks.status(META_NUMBER, to=NUMBER, id=WAMID, kind=kind, at=NOW, key="d1", code=code)
        yield kind, Held(type="Callback", json=said.body.decode())
    for name, of_template in {"a tap under a template": True, "a tap under a message": False}.items():
        said = webhooks.message(META_NUMBER, TAPPED, at=NOW, of_template=of_template)
        yield name, Held(type="Callback", json=said.body.decode())
    said = webhooks.message(META_NUMBER, WRITTEN, at=NOW, of_template=False)
    yield "a text", Held(type="Callback", json=said.body.decode())


def from_the_gateway() -> Iterator[tuple[str, Held]]:
    for kind in ("sent", "delivered", "read", "noAccount"):
        said = webhooks.gateway_status(TELEPHONE, to=NUMBER, id="3EB0", kind=kind, at=NOW)
        yield f"{kind} by the gateway", Held(type="GatewayStatus", json=said.body.decode())
    said = webhooks.gateway_message(TELEPHONE, WRITTEN, at=NOW)
    yield "a text by the gateway", Held(type="GatewayMessage", json=said.body.decode())
    yield "the queue of the gateway", Held(type="GatewayQueue", json=json.dumps(_queue(queueing(NOW))))


def queueing(at: datetime) -> Telephone:
    return Telephone(instance="1101", token="t", queue=deque([Queued(id="3EB0", to=NUMBER, text="Хабар", at=at)]))


async def test_every_request_is_what_the_published_types_take(published: Path) -> None:
    assert complaints(published, await requests()) == {}


def test_what_the_pretend_whatsapp_brings_is_what_the_published_types_tell(published: Path) -> None:
    assert complaints(published, callbacks()) == {}


# What is wrong: in which of the above, what is written there, and what is written instead.
WRONG = {
    "a misspelt field": ("plain text", '"recipient_type"', '"recipent_type"'),
    "nobody it goes to": ("plain text", f'"to": "{NUMBER}", ', ""),
    "another product": ("plain text", '"messaging_product": "whatsapp"', '"messaging_product": "telegram"'),
    "a text under another name": ("plain text", '"body"', '"text"'),
    "a template that is none": ("template without places", '"template": {', '"text": {'),
    "an unknown language": ("in Russian", '"code": "ru"', '"code": "kz"'),
    "another policy": ("in Russian", '"deterministic"', '"fallback"'),
    "an unknown component": ("template with buttons", '"type": "body"', '"type": "footer"'),
    "an unknown parameter": ("template with buttons", '"type": "payload"', '"type": "answer"'),
    "a parameter of another kind": ("template with buttons", '"payload": ', '"text": '),
    "an unknown button": ("template with buttons", '"quick_reply"', '"reply"'),
    "a button numbered without quotes": ("template with buttons", '"index": "1"', '"index": 1'),
    "a button without a number": ("template with buttons", '"index": "1", ', ""),
    "a reply that says nothing back": ("reply buttons", f'"id": "{TAP}", ', ""),
    "an unknown kind of message": ("reply buttons", '"type": "button", "body"', '"type": "buttons", "body"'),
    "a misspelt chat": ("to the gateway", '"chatId"', '"chatid"'),
    "a preview that is no choice": ("to the gateway", '"linkPreview":false', '"linkPreview":"no"'),
    "an unknown status": ("failed", '"failed"', '"lost"'),
    "an error without its message": ("failed", '"message": "Message undeliverable", ', ""),
    "a number without quotes": ("read", '"recipient_id": "77010009988"', '"recipient_id": 77010009988'),
    "an unknown kind of reply": ("a tap under a message", '"type": "button_reply"', '"type": "reply"'),
    "a button without its text": ("a tap under a template", '"payload"', '"id"'),
    "an unknown status of the gateway": ("read by the gateway", '"read"', '"seen"'),
    "a chat without a name": ("a text by the gateway", '"chatName": "Ана", ', ""),
    "an unknown kind in the queue": ("the queue of the gateway", '"sendMessage"', '"SendMessage"'),
}  # fmt: skip


async def test_the_compiler_complains_of_everything_that_is_wrong_and_of_nothing_else(published: Path) -> None:
    right = await requests() | callbacks()
    held = dict(right)
    for name, (of, written, instead) in WRONG.items():
        assert right[of].json.count(written) == 1, name
        held[name] = Held(type=right[of].type, json=right[of].json.replace(written, instead))
    assert complaints(published, held).keys() == WRONG.keys()

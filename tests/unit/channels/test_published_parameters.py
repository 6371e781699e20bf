"""The texts we submit for approval, held to the parameters that Meta's Business SDK takes for them.

The SDK is made of Meta's description of the API. Its licence is no open one and it brings much with it, so it is among
no requirements, not even those for development: one wheel, known by its hash, is fetched into a folder of the tests.
What this part of it needs, `six` and `requests`, is here anyhow.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from boran.commands.whatsapp import library
from boran.settings import Settings
from channels.whatsapp_templates import TemplateAccount
from dispatch.whatsapp_texts import FRAMES
from tests.edge.channels.wires import PATIENT, answer, serving
from tests.packages import brought_by_pip

SDK = "facebook_business==26.0.3"
SDK_SHA256 = "2098d93477125ed1ff64e5af0d19fd4abe7f08631a7caa7bbda167730bf6c453"
ACCOUNT = "2001"
# The SDK warns of a value of the wrong type and passes over a name it does not know.
ASK = """
import json, sys, warnings
from facebook_business.adobjects.whatsappbusinessaccount import WhatsAppBusinessAccount
complaints = {}
for name, submitted in json.load(sys.stdin).items():
    account = WhatsAppBusinessAccount(submitted["account"])
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        request = account.create_message_template(params=submitted["params"], pending=True)
    said = [str(warning.message) for warning in warned]
    said += [f"{key} is unknown" for key in submitted["params"] if not request._param_checker.is_valid_key(key)]
    said += [] if list(request._path) == submitted["path"] else [f"goes to {request._path}"]
    complaints[name] = said
print(json.dumps(complaints))
"""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Meta's Business SDK in it."""
    return brought_by_pip(tmp_path_factory.mktemp("sdk"), SDK, sha256=SDK_SHA256)


def complaints(sdk: Path, submitted: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what the SDK says against each; nothing is sent."""
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK], input=json.dumps(submitted), capture_output=True, text=True, check=True,
        timeout=60, env={"PYTHONPATH": str(sdk)},
    )  # fmt: skip
    found: dict[str, list[str]] = json.loads(run.stdout)
    return {name: said for name, said in found.items() if said}


async def submitted() -> dict[str, Any]:
    """Return what leaves for the account, for every text in both languages."""
    texts = library(Settings())
    async with serving() as wire:
        wire.behave = answer(200, {"id": "1", "status": "PENDING", "category": "UTILITY"})
        account = TemplateAccount("EAAG", ACCOUNT, base_url=wire.url, timeout=PATIENT)
        for one in texts:
            await account.submit(one)
        await account.aclose()
        return {
            f"{one.name} ({one.language})": {"account": ACCOUNT, "path": seen.path[1:].split("/"), "params": seen.json}
            for one, seen in zip(texts, wire.seen, strict=True)
        }


async def test_every_text_for_approval_is_what_metas_sdk_takes(sdk: Path) -> None:
    every = await submitted()
    assert every.keys() == {f"{frame.name} ({language})" for frame in FRAMES for language in ("kk", "ru")}
    assert complaints(sdk, every) == {}


WRONG: Mapping[str, Mapping[str, Any]] = {
    "an unknown category": {"category": "UTILITIES"},
    "a language that is none": {"language": ["kk"]},
    "components by name": {"components": {"BODY": "Хабар"}},
    "components that are texts": {"components": ["Хабар"]},
    "a life in words": {"message_send_ttl_seconds": "soon"},
    "a misspelt name": {"message_send_ttl": int(timedelta(hours=8).total_seconds())},
}


async def test_metas_sdk_complains_of_what_is_wrong(sdk: Path) -> None:
    right = next(iter((await submitted()).values()))
    wrong = {name: right | {"params": right["params"] | changed} for name, changed in WRONG.items()}
    found = complaints(sdk, wrong | {"another path": right | {"path": [ACCOUNT, "messages"]}})
    assert found.keys() == {*WRONG, "another path"}
    assert all(key in found[name][0] for name, changed in WRONG.items() for key in changed)

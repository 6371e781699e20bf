"""Our published test vectors, held to the reference libraries of Standard Webhooks in Python and JavaScript."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from channels.signing import headers, is_genuine
from tests.packages import NODE, brought_by_npm

VECTORS = Path(__file__).parents[3] / "docs" / "schemas" / "webhook-vectors.json"
REFERENCE = "standardwebhooks@1.1.1"
CHECK = """
const { Webhook } = require("standardwebhooks");
const { vectors } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = vectors.map((vector) => {
  const at = Number(vector["webhook-timestamp"]) * 1000;
  Date.now = () => at;
  return vector.secrets.map((secret) => {
    const hook = new Webhook(secret);
    const sent = { "webhook-id": vector["webhook-id"], "webhook-timestamp": vector["webhook-timestamp"],
      "webhook-signature": vector["webhook-signature"] };
    let forged = "accepted";
    try { hook.verify(vector.body + " ", sent); } catch { forged = "refused"; }
    return { verified: JSON.stringify(hook.verify(vector.body, sent)),
      signed: hook.sign(vector["webhook-id"], new Date(at), vector.body), forged };
  });
});
console.log(JSON.stringify(found));
"""


def vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return found


every_vector = pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])


def instant(vector: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(vector["webhook-timestamp"]), UTC)


@every_vector
def test_we_sign_each_vector_as_it_is_published(vector: dict[str, Any]) -> None:
    signed = headers(vector["webhook-id"], vector["body"].encode(), vector["secrets"], at=instant(vector))
    assert signed == {name: vector[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    for secret in vector["secrets"]:
        assert is_genuine(signed, vector["body"].encode(), [secret], now=instant(vector))


@every_vector
def test_the_python_reference_signs_each_vector_the_same(vector: dict[str, Any]) -> None:
    signed = [
        Webhook(secret).sign(vector["webhook-id"], instant(vector), vector["body"]) for secret in vector["secrets"]
    ]
    assert " ".join(signed) == vector["webhook-signature"]


@every_vector
def test_the_python_reference_accepts_the_same_event_signed_now(vector: dict[str, Any]) -> None:
    signed = headers(vector["webhook-id"], vector["body"].encode(), vector["secrets"], at=datetime.now(UTC))
    for secret in vector["secrets"]:
        assert Webhook(secret).verify(vector["body"], signed) == json.loads(vector["body"])


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the JavaScript reference library in it."""
    return brought_by_npm(tmp_path_factory.mktemp("reference"), REFERENCE)


def test_the_javascript_reference_verifies_and_signs_each_vector(reference: Path) -> None:
    run = subprocess.run(  # noqa: S603
        [NODE, "-e", CHECK], cwd=reference, input=VECTORS.read_text(encoding="utf-8"), capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    for vector, answers in zip(vectors(), json.loads(run.stdout), strict=True):
        assert [json.loads(answer["verified"]) for answer in answers] == [json.loads(vector["body"])] * len(answers)
        assert " ".join(answer["signed"] for answer in answers) == vector["webhook-signature"]
        assert {answer["forged"] for answer in answers} == {"refused"}

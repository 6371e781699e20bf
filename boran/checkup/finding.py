"""What is wrong, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be, without a secret, a number or a name. check: what was looked at."""

    check: str
    says: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One look. findings: empty when all is well."""

    check: str
    findings: tuple[Finding, ...] = ()

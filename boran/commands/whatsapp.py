"""`boran whatsapp`: the texts that Meta has to approve before they may be sent."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table
from yarl import URL

from boran.commands.opening import print_json
from boran.settings import Settings
from channels.whatsapp_templates import (
    Comparison,
    Finding,
    TemplateAccount,
    TemplateButton,
    TemplatesNotHad,
    TemplateText,
    compare,
)
from dispatch import whatsapp_texts
from dispatch.whatsapp_texts import FRAMES, NAMES_BEGIN, Frame
from locales.catalogue import LOCALES, Locale, text

T = TypeVar("T")

# A notice that arrives after the lessons does harm; an all-clear has to arrive.
_LIVES = {whatsapp_texts.NOTICE.name: timedelta(hours=8)}
_ALL_DAY = timedelta(hours=12)
_ADVICE = {
    Finding.MISSING: "submit it: boran whatsapp templates submit",
    Finding.PENDING: "Meta decides within a day",
    Finding.REFUSED: "look at it in WhatsApp Manager, write it anew under the next name",
    Finding.CATEGORY: "ask for a review in WhatsApp Manager: another category is dearer and may be held back",
    Finding.DIFFERS: "give ours the next name (…_2) in dispatch/whatsapp_texts.py and submit that",
    Finding.STRAY: "delete it in WhatsApp Manager when no older version of Boran sends it",
}


@click.group()
def whatsapp() -> None:
    """Care for the WhatsApp account.

    The gateway over a telephone's own session (BORAN_WHATSAPP__GREEN__ENABLED) is unofficial: WhatsApp may ban the
    number without a word, and it sends two messages a second at most. Use it where there is nothing else.

    Example: boran whatsapp templates diff
    """


@whatsapp.group()
def templates() -> None:
    """Show, compare and submit the texts that Meta has to approve.

    Example: boran whatsapp templates list
    """


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@templates.command("list")
@as_json
def list_templates(*, as_json: bool) -> None:
    """Show the texts of this version, with their places numbered as Meta numbers them.

    Example: boran whatsapp templates list
    """
    ours = library(Settings())
    if as_json:
        print_json([one.request() for one in ours])
        return
    console = Console(soft_wrap=True, highlight=False)
    for one in ours:
        console.print(f"{one.name} ({one.language})", style="bold", markup=False)
        console.print(one.body, markup=False)
        for button in one.buttons:
            console.print(f"[{button.label}] {button.url}".rstrip(), markup=False)
        console.print()


@templates.command()
@as_json
def diff(*, as_json: bool) -> None:
    """Compare the texts of this version with those of the account. Exit status 1: not all of them can be sent.

    Example: boran whatsapp templates diff
    """
    settings = Settings()
    found = _compared(settings)
    if as_json:
        print_json(
            [
                {"name": one.name, "language": one.language, "finding": one.finding, "detail": one.detail}
                for one in found
            ]
        )
    else:
        _print(found)
    if any(one.finding is not Finding.SAME for one in found):
        click.get_current_context().exit(1)


@templates.command()
@click.option("--dry-run", is_flag=True, help="Say what would be submitted, and submit nothing.")
@as_json
def submit(*, dry_run: bool, as_json: bool) -> None:
    """Submit the texts the account does not have. Texts that differ are never overwritten: they take a new name.

    Example: boran whatsapp templates submit
    """
    settings = Settings()
    missing = {(one.name, one.language) for one in _compared(settings) if one.finding is Finding.MISSING}
    wanted = [one for one in library(settings) if (one.name, one.language) in missing]
    done = {} if dry_run else _with_account(settings, lambda account: _submit(account, wanted))
    rows = [
        {"name": one.name, "language": one.language, "status": done.get((one.name, one.language), "not submitted")}
        for one in wanted
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['name']} ({row['language']}): {row['status']}")
    if not rows:
        click.echo("The account has every text of this version.")


def library(settings: Settings) -> tuple[TemplateText, ...]:
    """Return every text of this version in both languages, as it is submitted."""
    return tuple(_template(settings, frame, locale) for frame in FRAMES for locale in LOCALES)


def _template(settings: Settings, frame: Frame, locale: Locale) -> TemplateText:
    return TemplateText(
        name=frame.name,
        language=locale,
        body=whatsapp_texts.body(frame, locale),
        examples=whatsapp_texts.examples(frame, locale),
        buttons=tuple(_buttons(settings, frame, locale)),
        lives=_LIVES.get(frame.name, _ALL_DAY),
    )


def _buttons(settings: Settings, frame: Frame, locale: Locale) -> Iterator[TemplateButton]:
    if frame.reply:
        yield TemplateButton(label=text(locale, frame.reply))
    if frame.link:
        origin = str(URL(settings.public_url).origin())
        yield TemplateButton(label=text(locale, frame.link), url=f"{origin}/{{{{1}}}}", example=f"{origin}/t/KST7Q2MD")


def _compared(settings: Settings) -> tuple[Comparison, ...]:
    known = _with_account(settings, lambda account: account.known())
    return compare(library(settings), known, prefix=NAMES_BEGIN)


async def _submit(account: TemplateAccount, wanted: list[TemplateText]) -> dict[tuple[str, str], str]:
    return {(one.name, one.language): await account.submit(one) for one in wanted}


def _with_account(settings: Settings, work: Callable[[TemplateAccount], Awaitable[T]]) -> T:
    """Do something with the account; what a person can mend becomes one line and exit status 1."""
    cloud = settings.whatsapp.cloud
    if not (cloud.is_on and cloud.business_account_id):
        raise click.ClickException(
            "no account: set BORAN_WHATSAPP__CLOUD__ACCESS_TOKEN and BORAN_WHATSAPP__CLOUD__BUSINESS_ACCOUNT_ID"
        )

    async def run() -> T:
        account = TemplateAccount(
            cloud.access_token.get_secret_value(), cloud.business_account_id, base_url=cloud.base_url
        )
        try:
            return await work(account)
        finally:
            await account.aclose()

    try:
        return asyncio.run(run())
    except TemplatesNotHad as error:
        raise click.ClickException(str(error)) from error


def _print(found: tuple[Comparison, ...]) -> None:
    grid = Table(box=None)
    for title in ("text", "language", "stands", "what to do"):
        grid.add_column(title)
    for one in found:
        standing = " ".join(filter(None, (one.finding, f"({one.detail})" if one.detail else "")))
        grid.add_row(one.name, one.language, standing, _ADVICE.get(one.finding, ""))
    Console(soft_wrap=True).print(grid)

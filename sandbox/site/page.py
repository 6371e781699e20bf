"""A little school web page: what parents see when they open it, the banner on top."""

from datetime import datetime, tzinfo
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import urlsplit

from sandbox.site.notices import LANGUAGES, Notice, SchoolSite

_QUIET = {"kk": "Хабарландыру жоқ: сабақ кестесі өзгерген жоқ.", "ru": "Объявлений нет: расписание не менялось."}
_SCHOOL = {"kk": "Мектеп", "ru": "Школа"}
_POSTED = {"kk": "Жарияланды", "ru": "Опубликовано"}
_MORE = {"kk": "Толығырақ", "ru": "Подробнее"}


def policy(site: SchoolSite) -> str:
    """Return the page's Content-Security-Policy: nothing from elsewhere but the banner and what it asks."""
    origin = _origin(site.banner)
    own = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return f"{own}; script-src {origin}; connect-src {origin}" if origin else own


def render(site: SchoolSite, now: datetime, zone: tzinfo, *, language: str = "kk") -> str:
    """Return the whole page as HTML."""
    template = Template(files("sandbox.site").joinpath("page.html").read_text(encoding="utf-8"))
    notice = site.latest
    standing = notice is not None and notice.stands(now)
    return template.substitute(
        name=escape(site.name),
        language=language,
        script=_script(site),
        title_kk=escape(site.title.get("kk") or f"{_SCHOOL['kk']} {site.name}"),
        title_ru=escape(site.title.get("ru") or f"{_SCHOOL['ru']} {site.name}"),
        banner=_banner(notice, zone) if notice is not None and standing else _quiet(site),
    )


def _script(site: SchoolSite) -> str:
    """Return the element a school pastes into its page."""
    if not site.banner:
        return ""
    return f'<script async src="{escape(site.banner)}" data-organisation="{escape(site.code)}"></script>'


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


def _banner(notice: Notice, zone: tzinfo) -> str:
    at = notice.at.astimezone(zone).strftime("%d.%m.%Y, %H:%M")
    parts = [_in_language(notice, language, at) for language in LANGUAGES if language in notice.words]
    return f'<section class="banner" role="alert">{"".join(parts) or escape(notice.kind)}</section>'


def _in_language(notice: Notice, language: str, at: str) -> str:
    words = notice.words[language]
    title = f"<h2>{escape(words.title)}</h2>" if words.title else ""
    more = f'<a href="{escape(notice.url)}">{_MORE[language]}</a>' if notice.url else ""
    text = escape(words.text).replace("\n", "<br>")
    posted = f"<small>{_POSTED[language]}: {at} {more}</small>"
    return f'<article lang="{language}">{title}<p>{text}</p>{posted}</article>'


def _quiet(site: SchoolSite) -> str:
    if site.banner:
        return ""  # the script knows better
    lines = "".join(f'<p lang="{language}">{_QUIET[language]}</p>' for language in LANGUAGES)
    return f'<section class="quiet">{lines}</section>'

"""The secrets a web site's events are signed with, newest first."""

from dataclasses import replace

from dispatch.ports import Transaction
from dispatch.roster import Site


def secrets_of(tx: Transaction, url: str) -> tuple[str, ...]:
    """Return the `whsec_…` secrets of the site at this address; none for an address nobody registered.

    A site that rotates its secret keeps both in its record for a while, with a space between them.
    """
    site = tx.roster.site_at(url)
    return tuple(site.secret.split()) if site else ()


def rotated(site: Site, new: str) -> Site:
    """Return the site with a new secret in front. The one before it signs, too, until `settled`; older ones go."""
    return replace(site, secret=" ".join([new, *site.secret.split()[:1]]))


def settled(site: Site) -> Site:
    """Return the site with its newest secret alone."""
    return replace(site, secret=" ".join(site.secret.split()[:1]))

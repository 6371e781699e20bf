"""The secrets a web site's events are signed with."""

from dispatch.ports import Transaction


def secrets_of(tx: Transaction, url: str) -> tuple[str, ...]:
    """Return the `whsec_…` secrets of the site at this address, newest first; none for an address nobody registered.

    A site that rotates its secret keeps both in its record for a while, with a space between them.
    """
    site = tx.roster.site_at(url)
    return tuple(site.secret.split()) if site else ()

"""Whether a connection failed because the other side could not prove who it is: nobody can mend that by waiting."""

import ssl


def is_distrust(failure: BaseException | None) -> bool:
    """Say whether a certificate is behind it: signed by nobody we trust, expired, or of another host."""
    while failure is not None and not isinstance(failure, ssl.SSLCertVerificationError):
        failure = failure.__cause__ or failure.__context__
    return failure is not None

"""From settings to sending accounts: which lanes there are, what channel each speaks, who reads its callbacks.

One module per provider. Each says what it adds; `every` puts it together.
"""

from boran.lanes.every import accounts, callback_readers, lanes_of, open_channels

__all__ = ["accounts", "callback_readers", "lanes_of", "open_channels"]

"""An operator's SMPP 3.4 server."""

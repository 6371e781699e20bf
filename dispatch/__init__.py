"""④ Getting it to people in time: plan, ledger, sending, retry, acknowledgement."""

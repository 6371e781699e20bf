"""③ The legal act: regulation, organisations, calendar, the order's states, drafting, authority, approval."""

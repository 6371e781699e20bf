"""The Telegram front door: one bot for families, one for staff."""

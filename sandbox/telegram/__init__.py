"""The Telegram Bot API as bots see it, and Telegram as people see it."""

"""What the office knows and does. No Telegram, no HTTP."""

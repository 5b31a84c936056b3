"""The process: settings to wiring, Telegram plumbing, the local chat room, the command line."""

"""When and whether to send: pacing, retries, delivery from the outbox, and the loop around it."""

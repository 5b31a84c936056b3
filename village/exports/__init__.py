"""Documents the office hands on."""

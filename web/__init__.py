"""What the office serves over HTTP: for now the webhook and a health answer."""

"""Report forms: read from YAML, and the pure dialogue over them."""

"""The things themselves, as plain values; rules about them as pure functions."""

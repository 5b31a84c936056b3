"""The stages from a cleaned text to a draft: segment → outline → find → resolve → draft."""

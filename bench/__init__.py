"""Speed and memory, each figure beside something to compare it with."""

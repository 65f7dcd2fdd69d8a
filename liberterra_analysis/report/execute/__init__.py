"""Notebooks executed: each in a process of its own, with what it read, listed and looked for."""

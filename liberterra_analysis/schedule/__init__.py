"""Looks for work, which a scheduler calls: when they come, what each does, what it records and whom it messages."""

"""The tables of `data/`: their columns, their validation, and their description as a Data Package."""

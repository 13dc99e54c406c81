"""The nouns: frozen values, money, commands and events. Imports nothing of the house above it."""

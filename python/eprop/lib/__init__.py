"""Modules that older scripts import exceptions from: ``nest.lib.hl_api_exceptions``."""

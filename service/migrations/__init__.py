"""Migrations of the schema, one file a step, each all or nothing. Released files never change."""

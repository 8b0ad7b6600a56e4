"""Brings the database to the current schema. There is nothing to do yet."""

print("schema is current")

"""The evidence browser: one query layer under pages, JSON, exports and feeds."""

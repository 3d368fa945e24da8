"""Evaluations of a street: rows kept, tables drawn up, periods closed, results signed, receipts given."""

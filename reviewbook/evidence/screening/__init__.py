"""Screening records: what databases and programs for screening write of each record, and what follows from them."""

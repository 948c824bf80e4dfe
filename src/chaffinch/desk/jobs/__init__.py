"""Work that survives a crash: a lease table, schedules, and the worker that lives on them."""

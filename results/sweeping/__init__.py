"""Sweeps: one design file, many runs, tables that last (plan, carry_out, tables, text)."""

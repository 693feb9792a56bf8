"""How things look and read: words, charts, tables and pages."""

"""The way to PostgreSQL: engine, transactions, migrations, and the embedded default."""

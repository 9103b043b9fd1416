"""The domain of Abrigo: houses, requests, stays and their placement, on PostgreSQL."""

"""Real PostgreSQL and Redis from wheels, and the supervisor that keeps all parts running.

For trying out and for tests: production names its own servers by DATABASE_URL and REDIS_URL.
"""

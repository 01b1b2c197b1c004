from sync_database import database


def test_version():
    assert "PostgreSQL" in database.scalar("select version()")


def test_sum():
    assert database.scalar("select 3 + 4") == 7

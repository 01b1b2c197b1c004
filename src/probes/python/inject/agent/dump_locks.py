"""Who holds the lock that somebody waits for. (Filled in below; a plain lock does not know its owner.)"""


def describe_locks(context):
    return []

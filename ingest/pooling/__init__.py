"""Putting the results of several studies together; knows no SQL and writes nothing."""

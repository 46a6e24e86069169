"""Logs in with psycopg 3 and reads who it is and how many spaces there are.

Standard input has one login a line: the conninfo, a tab, and the password. For
each, a line tells the end of it: "ok USER COUNT", or "refused MESSAGE" when the
login failed. Anything else that goes wrong ends the program.
"""

import sys

import psycopg

for line in sys.stdin:
    conninfo, password = line.rstrip("\n").split("\t")
    try:
        connection = psycopg.connect(conninfo, password=password)
    except psycopg.OperationalError as e:
        print("refused", " ".join(str(e).split()))
        continue
    with connection:
        # The parameter makes psycopg speak the extended protocol.
        user, count = connection.execute(
            "select current_user, count(*) from spaces where id > %s", (0,)
        ).fetchone()
    print("ok", user, count)

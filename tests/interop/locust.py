"""Starts Debian's Locust 2.12.1: /usr/bin/python3 locust.py -f locustfile.py ...

As packaged it lacks its generated module locust._version: its worker then announces an empty version
and its master refuses that worker. A module of that name is put in place before it is imported.
"""

import os
import sys
import types

sys.path.remove(os.path.dirname(os.path.abspath(__file__)))  # this file must not hide the package
version = types.ModuleType("locust._version")
version.version = "2.12.1"
version.__version__ = "2.12.1"
sys.modules["locust._version"] = version

from locust.main import main  # noqa: E402

sys.exit(main())

"""The web application, as granian serves it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()

# What is loaded by now stays: the collector need not walk it with every 700 new objects.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)

# The tracker without servers: DATABASE_URL, REDIS_URL and EMAIL_URL name them.
FROM python:3.12-slim-bookworm AS packages
WORKDIR /app
COPY requirements/production.txt .
RUN python -m venv /packages \
 && /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r production.txt

FROM python:3.12-slim-bookworm
ENV PATH=/packages/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 PORT=8000 TRACKER_HOME=/var/lib/tracker
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/tracker --create-home tracker
WORKDIR /app
COPY --from=packages /packages /packages
COPY . .
# Static files are part of the image, so that the web part starts at once.
RUN python manage.py shell --verbosity 0 --command "from tracker.prepare import collect_static_files as c; c()" \
 && mkdir -p /var/lib/tracker/media \
 && chown -R tracker:tracker /var/lib/tracker
USER tracker
EXPOSE 8000
VOLUME /var/lib/tracker/media
# Only the servers that pages need: a worker at work on a long job is no reason to restart the web.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health?only=database,redis')"]
ENTRYPOINT ["python", "manage.py", "start"]
CMD ["--only", "web"]

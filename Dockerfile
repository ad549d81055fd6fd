# The evidence base as a read-only site: docker build -t evidence . && docker run -p 8001:8001 evidence
FROM python:3.12-slim
RUN useradd --create-home --uid 1000 reader
WORKDIR /srv/evidence
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY ingest ingest
COPY data data
COPY site site
COPY metadata.yaml ./
# A release put into data/ before is served as it is; without one, the catalogue makes a database.
RUN test -f data/evidence.db || python -m ingest build; rm -f data/archive.db
USER reader
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8001/-/versions.json', timeout=4)"
CMD ["python", "-m", "ingest", "serve", "--host", "0.0.0.0", "--port", "8001"]

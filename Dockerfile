# docker build --target dashboard .   the app over a published file, no torch (default)
# docker build --target pipeline .    trains, evaluates, publishes into a volume
# What goes in is named path by path, here and in .dockerignore: runs, audited reports and encoders of one's own stay out.
# BASE is the index of all platforms that Docker Hub had under this tag on 2026-09-22 (docker-library/repo-info); to build
# on another one, or without a registry on one that is there already: --build-arg BASE=python:3.11-slim-bookworm
ARG BASE=python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b
FROM ${BASE} AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --create-home --uid 10001 app && install --directory --owner app /data
WORKDIR /srv/crosscheck

FROM base AS pipeline
COPY requirements-image-training.txt requirements-start.txt ./
RUN python -m pip install --require-hashes -r requirements-image-training.txt \
    && python -m pip install --require-hashes --no-deps -r requirements-start.txt
COPY pipeline pipeline
COPY data/claims data/claims
COPY data/benchmarks data/benchmarks
COPY data/documents/*.facts.json data/documents/
COPY data/reference data/reference
COPY data/snapshot data/snapshot
COPY data/studies data/studies
COPY data/encoders/mini data/encoders/mini
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/home/app/crosscheck CROSSCHECK_COMMIT=$GIT_COMMIT
USER 10001
ENTRYPOINT ["python", "-m", "pipeline"]
CMD ["run"]

FROM base AS dashboard
COPY requirements-image.txt ./
RUN python -m pip install --require-hashes -r requirements-image.txt
COPY .streamlit/config.toml .streamlit/config.toml
COPY pipeline pipeline
COPY dashboard dashboard
COPY data/claims data/claims
COPY data/benchmarks data/benchmarks
COPY data/documents/*.facts.json data/documents/
COPY data/reference data/reference
COPY data/snapshot data/snapshot
COPY data/studies data/studies
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/data CROSSCHECK_COMMIT=$GIT_COMMIT STREAMLIT_SERVER_ADDRESS=0.0.0.0 PORT=8501
USER 10001
# the shipped results, built and judged; where a volume hides them, the start below builds them there
RUN python -m pipeline.prepare
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
    CMD ["sh", "-c", "python -m dashboard.health http://127.0.0.1:$PORT"]
CMD ["sh", "-c", "python -m pipeline.prepare && exec python -m streamlit run dashboard/serve.py --server.port \"$PORT\""]

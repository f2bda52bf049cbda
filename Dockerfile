# docker build --target dashboard .   the app over a published file, no torch (default)
# docker build --target pipeline .    trains, evaluates, publishes into a volume
# What goes in is named path by path, here and in .dockerignore: runs, audited reports and encoders of one's own stay out.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --create-home --uid 10001 app && install --directory --owner app /data
WORKDIR /srv/crosscheck

FROM base AS pipeline
COPY requirements.txt requirements-training.txt requirements-start.txt ./
COPY dashboard/requirements.txt dashboard/requirements.txt
RUN python -m pip install -r requirements.txt && python -m pip install --no-deps -r requirements-start.txt
COPY pipeline pipeline
COPY data/claims data/claims
COPY data/documents/*.facts.json data/documents/
COPY data/reference data/reference
COPY data/snapshot data/snapshot
COPY data/studies data/studies
COPY data/encoders/mini data/encoders/mini
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/home/app/crosscheck CROSSCHECK_COMMIT=$GIT_COMMIT
USER app
ENTRYPOINT ["python", "-m", "pipeline"]
CMD ["run"]

FROM base AS dashboard
COPY dashboard/requirements.txt dashboard/requirements.txt
RUN python -m pip install -r dashboard/requirements.txt
COPY .streamlit/config.toml .streamlit/config.toml
COPY pipeline pipeline
COPY dashboard dashboard
COPY data/claims data/claims
COPY data/documents/*.facts.json data/documents/
COPY data/reference data/reference
COPY data/snapshot data/snapshot
COPY data/studies data/studies
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/data CROSSCHECK_COMMIT=$GIT_COMMIT STREAMLIT_SERVER_ADDRESS=0.0.0.0 PORT=8501
USER app
# the shipped results, built and judged; where a volume hides them, the start below builds them there
RUN python -m pipeline.prepare
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
    CMD ["sh", "-c", "python -m dashboard.health http://127.0.0.1:$PORT"]
CMD ["sh", "-c", "python -m pipeline.prepare && exec python -m streamlit run dashboard/serve.py --server.port \"$PORT\""]

# docker build --target dashboard .   the app over a published file, no torch (default)
# docker build --target pipeline .    trains, evaluates, publishes into a volume
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --create-home --uid 10001 app && install --directory --owner app /data
WORKDIR /srv/crosscheck

FROM base AS pipeline
COPY requirements.txt requirements-training.txt requirements-start.txt ./
COPY dashboard/requirements.txt dashboard/requirements.txt
RUN python -m pip install -r requirements.txt && python -m pip install --no-deps -r requirements-start.txt
COPY pipeline pipeline
COPY data data
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/home/app/crosscheck CROSSCHECK_COMMIT=$GIT_COMMIT
USER app
ENTRYPOINT ["python", "-m", "pipeline"]
CMD ["run"]

FROM base AS dashboard
COPY dashboard/requirements.txt dashboard/requirements.txt
RUN python -m pip install -r dashboard/requirements.txt
COPY .streamlit .streamlit
COPY pipeline pipeline
COPY dashboard dashboard
COPY data data
ARG GIT_COMMIT
ENV CROSSCHECK_HOME=/data CROSSCHECK_COMMIT=$GIT_COMMIT STREAMLIT_SERVER_ADDRESS=0.0.0.0 PORT=8501
USER app
# the shipped results, built and judged; where a volume hides them, the start below builds them there
RUN python -m pipeline.prepare
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["python", "-m", "dashboard.health"]
CMD ["sh", "-c", "python -m pipeline.prepare && exec python -m streamlit run dashboard/serve.py --server.port \"$PORT\""]

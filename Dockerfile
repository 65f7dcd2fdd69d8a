# An image whose run is one look for work, for the workspace at /workspace:
#   docker build -t liberterra:0.1.0 .
#   docker run --rm --init --user "$(id -u):$(id -g)" -v "$PWD:/workspace" --env-file keys.env liberterra:0.1.0
# Nothing but `fetch`, `verify --online`, publishing and messages uses the network.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
# The lock holds no libraries of targets; some of them need older versions of what it holds.
RUN python -m venv /opt/liberterra \
    && python -m venv /opt/uv \
    && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9 \
    && /opt/uv/bin/uv pip install --no-cache --python /opt/liberterra/bin/python --constraint requirements.lock \
        '.[cluster,datasets,tell]' \
    && /opt/uv/bin/uv pip install --no-cache --python /opt/liberterra/bin/python --compile-bytecode '.[publish]'

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home liberterra
COPY --from=build /opt/liberterra /opt/liberterra
# A home that any user may write to: libraries keep caches there.
ENV PATH=/opt/liberterra/bin:$PATH HOME=/tmp LIBERTERRA_WORKSPACE=/workspace
WORKDIR /workspace
USER 10001
ENTRYPOINT ["liberterra"]
CMD ["update"]

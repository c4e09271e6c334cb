# Two images: `docker build --target controller .` and `docker build --target node-agent .`
# This file is linted and its paths are checked by tools/dockerfile.test.ts; the project's own
# machines have no container engine, so no image has been built there.

FROM node:24.21.0-bookworm-slim AS sources
WORKDIR /loa
COPY package.json package-lock.json .npmrc ./
COPY protocol/package.json protocol/
COPY runtime/package.json runtime/
COPY controller/package.json controller/
COPY node-agent/package.json node-agent/
COPY web-console/package.json web-console/
COPY testing/package.json testing/
COPY bench/package.json bench/

# The controller's own packages, without anything that builds or tests.
FROM sources AS controller-packages
RUN npm ci --omit=dev --workspace=@loa/controller

# The console for browsers and the agent in one file.
FROM sources AS build
RUN npm ci
COPY tsconfig.base.json ./
COPY tools tools
COPY protocol protocol
COPY runtime runtime
COPY node-agent node-agent
COPY web-console web-console
RUN node tools/build.mjs

FROM node:24.21.0-bookworm-slim AS controller
# ffmpeg prepares uploads, bubblewrap confines it, espeak-ng reads texts aloud.
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap espeak-ng ffmpeg \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0750 /var/lib/loa
WORKDIR /loa
# Inside a container loopback reaches nobody: publish the port to a proxy that speaks HTTPS, or give
# LOA_TLS_CERT and LOA_TLS_KEY.
ENV NODE_ENV=production LOA_DATA=/var/lib/loa LOA_PORT=8080 LOA_HOST=0.0.0.0 LOA_INSECURE_LAN=1
COPY --from=controller-packages /loa/node_modules node_modules
COPY package.json ./
COPY protocol protocol
COPY runtime runtime
COPY controller controller
COPY schedules schedules
COPY audio-samples audio-samples
COPY --from=build /loa/web-console/dist web-console/dist
USER node
VOLUME /var/lib/loa
# People and consoles; nodes.
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=5s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.LOA_PORT + '/api/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "controller/src/main.ts"]

FROM node:24.21.0-bookworm-slim AS node-agent
RUN apt-get update \
  && apt-get install -y --no-install-recommends alsa-utils pulseaudio-utils \
  && rm -rf /var/lib/apt/lists/* \
  && usermod --append --groups audio node \
  && install -d -o node -g node -m 0750 /var/lib/loa-agent
WORKDIR /loa
# One arena of memory and a small nursery: a node is one thread with little to forget.
ENV NODE_ENV=production LOA_STATE_DIR=/var/lib/loa-agent MALLOC_ARENA_MAX=1
COPY --from=build /loa/node-agent/dist/loa-agent.mjs ./
USER node
VOLUME /var/lib/loa-agent
# It opens no port that could be asked: the agent touches this file as long as its loop turns.
ENV LOA_ALIVE_FILE=/tmp/loa-alive
HEALTHCHECK --interval=30s --timeout=5s --retries=3 \
  CMD ["node", "-e", "process.exit(Date.now() - require('node:fs').statSync(process.env.LOA_ALIVE_FILE).mtimeMs < 30000 ? 0 : 1)"]
CMD ["node", "--max-semi-space-size=1", "loa-agent.mjs"]

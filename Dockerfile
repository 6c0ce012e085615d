# Bellwire as one image: pages, worker, or both, as WORKER says. It holds no settings and no secrets.
FROM node:24-bookworm-slim AS build
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY app ./app
COPY components ./components
COPY server ./server
COPY prisma ./prisma
COPY public ./public
COPY scripts ./scripts
COPY next.config.ts postcss.config.mjs prisma.config.ts tsconfig.json ./
RUN node scripts/build.mjs
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
# Root's, so that the user whom it runs as can change nothing of it.
COPY --from=build /app /app
USER node
VOLUME /data
EXPOSE 3000
# It ends within 20 s: what is in flight is finished and recorded.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "scripts/check-live.mjs"]
CMD ["node", "server/main.ts"]

# The gateway with its production dependencies, not running as root. Your configuration and descriptions go to /srv:
#   docker run -p 4000:4000 -v ./my-graph:/srv interlace
# On several processors: … interlace serve --workers auto; `docker kill -s HUP` then renews them without losing a request.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.js --all
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
COPY --from=build /app/schemas ./schemas
COPY --from=build /app/node_modules ./node_modules
USER node
WORKDIR /srv
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 4000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-proto=throw", "--max-http-header-size=16384", "/app/bin/interlace.js"]
CMD ["serve"]

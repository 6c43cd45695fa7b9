# The kit as an image that runs as a user without rights, on a file system that is read-only. What it reads and writes
# lies in one folder, /work:
#
#   docker build --tag qualification-kit .
#   docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     --user "$(id -u):$(id -g)" --volume "$PWD:/work" --env CONTOSO_SECRET \
#     qualification-kit service --target contoso
#
# docs/ci.md tells more.

FROM node:22.20.0-bookworm-slim AS build
WORKDIR /kit
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22.20.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /kit
COPY --from=build /kit/package.json ./
COPY --from=build /kit/bin ./bin
COPY --from=build /kit/openapi ./openapi
COPY --from=build /kit/schemas ./schemas
COPY --from=build /kit/specs ./specs
COPY --from=build /kit/dist ./dist
COPY --from=build /kit/node_modules ./node_modules
WORKDIR /work
VOLUME /work
USER 1000:1000
ENTRYPOINT ["node", "/kit/bin/qualification-kit.cjs"]
CMD ["service", "--mock"]

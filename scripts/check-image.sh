#!/usr/bin/env bash
# No container engine is needed: this runs each RUN step of the Dockerfile in a clean folder, copies what its last stage copies, and
# starts the gateway from there as the image would. It says what an engine alone could show: base image, user, health check.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap '[ -n "${server:-}" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
build="$work/build"
image="$work/image"
mkdir -p "$build" "$image/app" "$image/srv"

# The build context without what .dockerignore leaves out, and only what git knows of or would take.
git ls-files --cached --others --exclude-standard |
  grep -vE '^(\.git|\.ci|bench|docs|test)(/|$)|\.md$|\.log$' |
  while IFS= read -r file; do [ -f "$file" ] && printf '%s\0' "$file"; done |
  tar --null -T - -cf - | tar -xf - -C "$build"

sed -n 's/^RUN //p' Dockerfile | while IFS= read -r command; do
  echo "RUN $command"
  (cd "$build" && sh -c "$command")
done
for part in package.json bin dist schemas node_modules; do cp -R "$build/$part" "$image/app/"; done
echo "size of the last stage without its base: $(du -sm "$image/app" | cut -f1) MB"

cat >"$image/srv/interlace.config.yaml" <<'YAML'
sources:
  things: { graphql: ./things.graphql, endpoint: 'http://127.0.0.1:1/graphql' }
server: { host: 127.0.0.1, drain: { delay: 0s } }
YAML
echo 'type Query { thing: String }' >"$image/srv/things.graphql"
log="$work/log"
(cd "$image/srv" && exec env NODE_ENV=production PORT=0 node --disable-proto=throw --max-http-header-size=16384 "$image/app/bin/interlace.js" serve 2>"$log") &
server=$!
for _ in $(seq 100); do grep -q '"listening"' "$log" && break; kill -0 "$server" 2>/dev/null || { cat "$log"; exit 1; }; sleep 0.2; done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$log" | head -1)
answer=$(node -e 'fetch(process.argv[1], { method: "POST", headers: { "content-type": "application/json" }, body: "{\"query\":\"{__typename}\"}" }).then((r) => r.text()).then(console.log)' "$url")
[ "$answer" = '{"data":{"__typename":"Query"}}' ] || { echo "unexpected answer: $answer"; cat "$log"; exit 1; }
kill -TERM "$server"
wait "$server"
server=
echo 'every RUN step ran, and what the last stage copies answers and stops cleanly; base image, user and HEALTHCHECK need an engine'

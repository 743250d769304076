#!/bin/sh
# Installs the Redis server that these tests start for themselves. Does nothing where there is one already.
set -eu
command -v redis-server >/dev/null 2>&1 && exit 0
apt-get update -q
apt-get install -q -y --no-install-recommends redis-server

#!/bin/sh
# Installs what the tests of this folder take tokens from: PyJWT (Debian, Ubuntu).
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-jwt python3-cryptography

#!/bin/sh
# Installs what the tests of this folder talk to: Python's gRPC with its compiler, and etcd with its client (Debian, Ubuntu).
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq python3 python3-grpcio python3-protobuf protobuf-compiler etcd-server etcd-client

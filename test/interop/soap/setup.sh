#!/bin/sh
# Installs the SOAP stacks that the tests in this folder talk to, and the tools that judge our messages. Debian or Ubuntu, as root.
set -eu
export DEBIAN_FRONTEND=noninteractive
missing=""
command -v php >/dev/null && php -m | grep -qi '^soap$' || missing="$missing php-cli php-soap"
command -v perl >/dev/null && perl -MSOAP::Lite -MHTTP::Daemon -e 1 2>/dev/null || missing="$missing libsoap-lite-perl"
command -v soapcpp2 >/dev/null && command -v g++ >/dev/null || missing="$missing gsoap libgsoap-dev g++"
command -v xmllint >/dev/null || missing="$missing libxml2-utils"
command -v xmlsec1 >/dev/null || missing="$missing xmlsec1"
command -v openssl >/dev/null || missing="$missing openssl"
/usr/bin/python3 -c "import spyne, lxml" 2>/dev/null || missing="$missing python3-spyne python3-lxml"
command -v javac >/dev/null || missing="$missing default-jdk-headless"
[ -f /usr/share/java/wss4j.jar ] || missing="$missing libwss4j-java libslf4j-java libcommons-codec-java libcommons-logging-java"
[ -z "$missing" ] && exit 0
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing

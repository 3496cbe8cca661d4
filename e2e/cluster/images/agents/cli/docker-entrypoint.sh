#!/bin/sh
# Stands in for the entrypoint of docker:*-cli: options and subcommands go to `docker`, anything else is run as it is.
# Without DOCKER_HOST and without a socket it expects a daemon called `docker`, by TLS when there are certificates.
. /opt/contract.sh

case "${1-}" in
-*) set -- docker "$@" ;;
*) if [ $# -gt 0 ] && docker help "$1" >/dev/null 2>&1; then set -- docker "$@"; fi ;;
esac
if [ -z "${DOCKER_HOST-}" ] && [ ! -S /var/run/docker.sock ]; then
    if [ -n "${DOCKER_TLS_CERTDIR-}" ] && [ -s "$DOCKER_TLS_CERTDIR/client/key.pem" ]; then
        export DOCKER_HOST=tcp://docker:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH="$DOCKER_TLS_CERTDIR/client"
    else
        export DOCKER_HOST=tcp://docker:2375
    fi
fi
docker_client
exec "$@"

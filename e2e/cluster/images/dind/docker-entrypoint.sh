#!/bin/sh
# For containers of this image that are no daemon: `docker` is the default command, as in the official image.
case "${1-}" in
-*) set -- docker "$@" ;;
*) if [ $# -gt 0 ] && docker help "$1" >/dev/null 2>&1; then set -- docker "$@"; fi ;;
esac
exec "$@"

# What the stand-in agents share. A broken contract ends the container at once, with one line that says which.

broken() {
    echo "CONTRACT BROKEN: $*" >&2
    exit 1
}

require() {
    eval "value=\${$1-}"
    [ -n "$value" ] || broken "$1 is not set"
}

user_is() {
    [ "$(id -u):$(id -g)" = "$1" ] || broken "runs as $(id -u):$(id -g), not as $1"
}

writable() {
    [ -d "$1" ] || broken "$1 is no directory"
    touch "$1/.written" 2>/dev/null || broken "$1 is not writable by $(id -u):$(id -g)"
    rm -f "$1/.written"
}

url() {
    case "$2" in
    http://?* | https://?*) ;;
    *) broken "$1 is '$2', which is no http or https URL" ;;
    esac
}

# The agent's side of a Docker daemon: variables that fit each other, and the keys it needs and no others.
docker_client() {
    case "${DOCKER_HOST-}" in
    '' | unix:///*) ;;
    tcp://*) [ -z "${DOCKER_TLS_VERIFY-}" ] || client_certificate ;;
    *) broken "DOCKER_HOST is '$DOCKER_HOST'" ;;
    esac
    for key in /certs/ca/key.pem /certs/server/key.pem; do
        [ ! -e "$key" ] || broken "the agent can see $key"
    done
}

client_certificate() {
    require DOCKER_CERT_PATH
    [ -d "$DOCKER_CERT_PATH" ] || broken "DOCKER_CERT_PATH $DOCKER_CERT_PATH is no directory"
    # The daemon may still be making them when it is a plain container.
    tries=0
    until [ -r "$DOCKER_CERT_PATH/ca.pem" ] && [ -r "$DOCKER_CERT_PATH/cert.pem" ] && [ -r "$DOCKER_CERT_PATH/key.pem" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || broken "no readable ca.pem, cert.pem and key.pem in $DOCKER_CERT_PATH"
        sleep 1
    done
}

# Stays until told to end, as the real agents do; a shell as first process ignores signals it has no trap for.
stay() {
    trap 'exit 143' TERM
    trap 'exit 130' INT
    while :; do
        sleep 3600 &
        wait $!
    done
}

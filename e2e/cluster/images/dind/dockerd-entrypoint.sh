#!/bin/sh
# Keeps the contract of the official image's dockerd-entrypoint.sh:
#   no arguments, or options only: the defaults (a Unix socket, and TCP with TLS on 2376 when DOCKER_TLS_CERTDIR is
#   set, else without on 2375), then the options; `dockerd ...`: exactly that, still prepared; anything else: a client.
set -eu

# The official one makes keys of 4096 bits: with half a processor, half a minute's work at every start of a daemon.
bits=2048

certificate() { # NAME SUBJECT EXTENSIONS: a key, kept when there is one, and a new certificate
    folder=$DOCKER_TLS_CERTDIR/$1
    mkdir -p "$folder"
    [ -s "$folder/key.pem" ] || openssl genrsa -out "$folder/key.pem" "$bits"
    openssl req -new -key "$folder/key.pem" -subj "/CN=$2" -out "$folder/csr.pem"
    printf '%s\n' "$3" >"$folder/extensions"
    openssl x509 -req -in "$folder/csr.pem" -days 825 -extfile "$folder/extensions" -out "$folder/cert.pem" \
        -CA "$DOCKER_TLS_CERTDIR/ca/cert.pem" -CAkey "$DOCKER_TLS_CERTDIR/ca/key.pem" -CAcreateserial
    cp "$DOCKER_TLS_CERTDIR/ca/cert.pem" "$folder/ca.pem"
    openssl verify -CAfile "$folder/ca.pem" "$folder/cert.pem"
    rm -f "$folder/csr.pem" "$folder/extensions"
}

names() { # every name and address under which the daemon can be reached
    {
        ip -oneline address | awk '{ sub(/\/.+/, "", $4); print "IP:" $4 }'
        { cat /etc/hostname 2>/dev/null || :; echo docker; echo localhost; hostname -f; hostname -s; } |
            sed 's/^/DNS:/'
        [ -z "${DOCKER_TLS_SAN-}" ] || echo "$DOCKER_TLS_SAN"
    } 2>/dev/null | sort -u | xargs printf '%s,' | sed 's/,$//'
}

certificates() {
    # An authority of one's own comes without its key: then nothing is made, only used.
    if [ -s "$DOCKER_TLS_CERTDIR/server/ca.pem" ] && [ -s "$DOCKER_TLS_CERTDIR/server/cert.pem" ] && [ -s "$DOCKER_TLS_CERTDIR/server/key.pem" ] && [ ! -s "$DOCKER_TLS_CERTDIR/ca/key.pem" ]; then
        openssl verify -CAfile "$DOCKER_TLS_CERTDIR/server/ca.pem" "$DOCKER_TLS_CERTDIR/server/cert.pem"
        return
    fi
    mkdir -p "$DOCKER_TLS_CERTDIR/ca"
    [ -s "$DOCKER_TLS_CERTDIR/ca/key.pem" ] || openssl genrsa -out "$DOCKER_TLS_CERTDIR/ca/key.pem" "$bits"
    openssl req -new -x509 -key "$DOCKER_TLS_CERTDIR/ca/key.pem" -days 825 -subj '/CN=docker:dind CA' -out "$DOCKER_TLS_CERTDIR/ca/cert.pem"
    certificate server 'docker:dind server' "subjectAltName = $(names)"
    certificate client 'docker:dind client' 'extendedKeyUsage = clientAuth'
    # The agent's user is not the daemon's.
    chmod 0644 "$DOCKER_TLS_CERTDIR/client/key.pem"
}

defaults() {
    socket=unix:///var/run/docker.sock
    [ "$(id -u)" = 0 ] || socket=unix://$XDG_RUNTIME_DIR/docker.sock
    case "${DOCKER_HOST-}" in
    unix://*) socket=$DOCKER_HOST ;;
    esac
    if [ -n "${DOCKER_TLS_CERTDIR-}" ]; then
        certificates >/dev/stderr
        port=2376
        set -- --tlsverify --tlscacert="$DOCKER_TLS_CERTDIR/server/ca.pem" \
            --tlscert="$DOCKER_TLS_CERTDIR/server/cert.pem" --tlskey="$DOCKER_TLS_CERTDIR/server/key.pem" "$@"
    else
        port=2375
    fi
    DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS="${DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS-} -p 0.0.0.0:$port:$port/tcp"
    daemon --host="$socket" --host="tcp://0.0.0.0:$port" "$@"
}

daemon() { # OPTIONS of dockerd
    # What a daemon that was killed left would keep this one from starting.
    find /run /var/run -iname 'docker*.pid' -delete 2>/dev/null || :
    if [ "$(id -u)" = 0 ]; then
        tables
        exec docker-init -- dind dockerd "$@"
    fi
    rootless "$@"
}

tables() { # the older kind of packet filter where it is in use already, or asked for, or the newer does not work
    if [ -n "${DOCKER_IPTABLES_LEGACY+set}" ]; then
        [ -z "$DOCKER_IPTABLES_LEGACY" ] || PATH=/usr/local/sbin/.iptables-legacy:$PATH
    elif [ -n "$(cat /proc/net/ip_tables_names /proc/net/ip6_tables_names || :)" ] || ! { modprobe nf_tables || :; iptables -nL >/dev/null 2>&1; }; then
        PATH=/usr/local/sbin/.iptables-legacy:$PATH
    fi
    export PATH
    iptables --version
}

rootless() { # OPTIONS of dockerd
    user=$(id -un) || { echo "user $(id -u) is unknown: rootless needs an entry in /etc/passwd" >&2; exit 1; }
    for file in /etc/subuid /etc/subgid; do
        grep -q "^$user:" "$file" || { echo "$user has no range in $file" >&2; exit 1; }
    done
    mkdir -p "$XDG_RUNTIME_DIR"
    for folder in "$HOME" "$XDG_RUNTIME_DIR"; do
        [ -w "$folder" ] || { echo "$folder must be writable" >&2; exit 1; }
    done
    if [ "$(cat /proc/sys/user/max_user_namespaces)" = 0 ]; then
        echo 'user.max_user_namespaces is 0' >&2
        exit 1
    fi
    if [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1)" = 0 ]; then
        echo 'kernel.unprivileged_userns_clone is 0' >&2
        exit 1
    fi
    # shellcheck disable=SC2086 # several options
    exec rootlesskit --net="${DOCKERD_ROOTLESS_ROOTLESSKIT_NET:-slirp4netns}" \
        --mtu="${DOCKERD_ROOTLESS_ROOTLESSKIT_MTU:-1500}" --disable-host-loopback --port-driver=builtin \
        --copy-up=/etc --copy-up=/run ${DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS-} \
        docker-init -- dockerd "$@"
}

[ "$(id -u)" = 0 ] || export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
case "${1--}" in
-*) defaults "$@" ;;
dockerd) shift && daemon "$@" ;;
*) exec docker-entrypoint.sh "$@" ;;
esac

#!/bin/sh
# Stands in for wndtnl/ksb-bamboo-agent: the server's URL is the only argument, without /agentServer, which it adds.
. /opt/contract.sh

[ $# -ge 1 ] || broken "the server's URL must be the first argument"
[ $# -eq 1 ] || broken "one argument is expected, the server's URL; there are $#: $*"
url "the first argument" "$1"
case "$1" in
*/agentServer | */agentServer/) broken "the URL ends in /agentServer, which the agent adds itself: $1" ;;
esac
user_is 1000:1000
[ "${SECURITY_TOKEN-unset}" != "" ] || broken "SECURITY_TOKEN is set but empty: the agent would pass an empty token"
home=/home/bamboo/bamboo-agent-home
writable "$home"
grep -q " $home " /proc/self/mountinfo || broken "$home is no volume: the agent's identity would be lost with the pod"
docker_client

mkdir -p "$home/logs"
log() {
    echo "INFO   | jvm 1    | $(date '+%Y/%m/%d %H:%M:%S') | $*"
    echo "$(date '+%Y-%m-%d %H:%M:%S') INFO $*" >>"$home/logs/atlassian-bamboo.log"
}
log "Using server URL ${1%/}/agentServer/"
[ -z "${VM_OPTS-}" ] || log "JVM options: $VM_OPTS"
log "Bamboo agent '$(hostname)' ready to receive builds."
stay

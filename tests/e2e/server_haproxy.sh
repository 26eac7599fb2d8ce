# All cases against haproxy, of which nothing is known but what is known of OpenSSL.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check haproxy

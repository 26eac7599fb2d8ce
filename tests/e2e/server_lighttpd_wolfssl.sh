# All cases against lighttpd-wolfssl.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check lighttpd-wolfssl

# All cases against lighttpd-wolfssl.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../check.sh"
check lighttpd-wolfssl

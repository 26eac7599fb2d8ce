# All cases against lighttpd-gnutls.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check lighttpd-gnutls

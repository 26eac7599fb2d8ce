# All cases against gnutls.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../check.sh"
check gnutls

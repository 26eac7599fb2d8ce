# All cases against openssl.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check openssl

# All cases against lighttpd with mod_wolfssl, but the two that may end it (docs/findings/wolfssl-record-without-plaintext.md).
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check lighttpd-wolfssl --exclude 'tls13/record-layer/tag-only-*'

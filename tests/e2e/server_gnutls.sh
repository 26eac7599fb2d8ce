# All cases against gnutls-serv, but the one that ends it (docs/findings/gnutls-tls13-in-renegotiation.md).
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check gnutls --exclude tls12/supported-versions/tls13-in-renegotiation

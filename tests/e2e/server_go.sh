# All cases against go.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check go

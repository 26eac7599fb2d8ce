# All cases against nginx.
# shellcheck source=tests/servers/check.sh
. "$(dirname "$0")/../servers/check.sh"
check nginx

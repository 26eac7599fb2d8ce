# shellcheck shell=bash
# Debian packages: what each job needs, and how to get what is missing.

# shellcheck disable=SC2034 # used by the scripts that source this file
PACKAGES_BUILD="build-essential cmake ninja-build pkg-config libjansson-dev zlib1g-dev libbrotli-dev libzstd-dev
    xz-utils dpkg-dev ca-certificates"
# shellcheck disable=SC2034 # used by the scripts that source this file
PACKAGES_TEST="clang clang-format clang-tidy libclang-rt-14-dev llvm afl++ valgrind libcmocka-dev openssl gnutls-bin
    nginx-light haproxy apache2-bin lighttpd lighttpd-mod-openssl lighttpd-mod-gnutls lighttpd-mod-mbedtls
    lighttpd-mod-wolfssl golang-go wget tshark libxml2-utils python3 curl git shellcheck"
# Clients under test that not every release of Debian has.
# shellcheck disable=SC2034 # used by the scripts that source this file
PACKAGES_CLIENTS="libnss3-tools android-boringssl default-jdk-headless"

# Packages of the list that are not installed.
missing_packages() {
    local name
    for name in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) in
        installed) ;;
        *) echo "$name" ;;
        esac
    done
}

# Servers among the test packages must not start on their own: two of them want port 80, and a test machine is not a web
# server. policy-rc.d is Debian's way to say so; it is put there for the installation only, and one that is not ours (a run
# that was killed leaves ours behind) is never replaced.
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [ -e "$policy" ] && ! grep -q '^# shakedown' "$policy"; then
        "$@"
        return
    fi
    # shellcheck disable=SC2064
    trap "rm -f '$policy'" EXIT
    printf '#!/bin/sh\n# shakedown, while it installs packages\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    "$@" || status=$?
    rm -f "$policy"
    trap - EXIT
    return "$status"
}

# need_packages NAME...: installs what is missing, or says what to type and fails.
need_packages() {
    local missing log=$CACHE/logs/packages.log
    command -v dpkg-query >/dev/null || die "this script installs packages on Debian; elsewhere see README.md, \"Building by hand\"."
    # shellcheck disable=SC2046
    missing=$(missing_packages "$@" | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] || return 0

    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            say "installing with sudo: $missing"
            mkdir -p "$CACHE/logs"
            # The script calls itself through sudo, so that root does nothing but install.
            sudo SHAKEDOWN_CACHE="$CACHE" bash "$ROOT/scripts/lib/packages.sh" install "$log" "$missing" || return
            return 0
        fi
        say "some packages are missing and this user may not install them. As root, run:"
        echo "    apt-get update && apt-get install -y --no-install-recommends $missing" >&2
        return 4
    fi
    say "installing: $missing"
    without_services install_packages "$log" "$missing"
}

# want_packages NAME...: the same, one by one, for what only some tests need. What cannot be had is named, and the tests go on.
want_packages() {
    local name
    for name in $(missing_packages "$@"); do
        (need_packages "$name") || say "NOT INSTALLED: $name. The tests that need it are skipped; with CI=true they fail."
    done
}

# install_packages LOG "NAME NAME...": as root.
install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300) log=$1 names
    read -r -a names <<<"$2"
    # A half-finished earlier installation is completed first; a broken third-party source must not stop us.
    mkdir -p "$(dirname "$log")"
    { dpkg --configure -a && apt-get -q -o DPkg::Lock::Timeout=300 update; } >>"$log" 2>&1 </dev/null || true
    quietly "$log" apt-get "${options[@]}" install "${names[@]}"
}

# Node comes from Debian or from elsewhere with npm inside; only what is not there at all is asked for.
node_packages() {
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
}

# Mermaid's own parser, for the test of our diagrams. It is the one thing that Debian lacks, so without it (no network,
# no npm) that test is skipped. The folder is exported as SHAKEDOWN_NODE.
mermaid_parser() {
    export SHAKEDOWN_NODE=$CACHE/node
    [ ! -f "$SHAKEDOWN_NODE/.complete" ] || return 0
    command -v npm >/dev/null || return 0
    if [ -n "$(find "$SHAKEDOWN_NODE/.failed" -mmin -1440 2>/dev/null)" ]; then
        say "mermaid's parser could not be installed lately; the test that uses it is skipped (remove $SHAKEDOWN_NODE/.failed to try again today)"
        return 0
    fi
    mkdir -p "$SHAKEDOWN_NODE" "$CACHE/logs"
    say "installing mermaid's parser"
    if (cd "$SHAKEDOWN_NODE" && timeout 180 npm install --no-audit --no-fund --ignore-scripts mermaid@11 jsdom@24) \
        >>"$CACHE/logs/npm.log" 2>&1 </dev/null; then
        touch "$SHAKEDOWN_NODE/.complete"
        rm -f "$SHAKEDOWN_NODE/.failed"
    else
        touch "$SHAKEDOWN_NODE/.failed"
        say "mermaid's parser could not be installed ($CACHE/logs/npm.log); the test that uses it is skipped, and the next try is tomorrow"
    fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ] && [ "${1:-}" = install ]; then
    # shellcheck source=common.sh
    . "$(dirname "$0")/common.sh"
    without_services install_packages "$2" "$3"
fi

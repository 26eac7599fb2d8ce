# shellcheck shell=bash
# What every script here shares: where things are, how to speak to the user, and how to keep long output in a log.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${SHAKEDOWN_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/shakedown}
export SHAKEDOWN_CACHE=$CACHE

# apt-get finishes in peace when it is interrupted and reports success; the script must not go on then.
trap 'exit 130' INT

say() { printf '%s\n' "shakedown: $*" >&2; }

die() {
    say "$*"
    exit 4
}

# quietly LOG COMMAND...: runs it with its output appended to LOG; on failure shows the last lines and where the rest is.
quietly() {
    local log=$1 status=0
    shift
    mkdir -p "$(dirname "$log")"
    printf '\n$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        say "\"$1\" failed with status $status. Its last lines:"
        tail -n 25 "$log" | sed 's/^/    /' >&2
        say "all of it is in $log"
    fi
    return "$status"
}

# build_folder PRESET CHOICE: where the build for a BoringSSL choice (default, newest, a folder, git:TAG) lives.
build_folder() {
    case $2 in
    default) echo "$ROOT/build/$1" ;;
    newest) echo "$ROOT/build/$1-newest" ;;
    *) echo "$ROOT/build/$1-$(printf '%s' "$2" | sha256sum | cut -c1-8)" ;;
    esac
}

# configure PRESET FOLDER CHOICE [CMAKE-OPTION...]: configures unless that was done already with the same options.
configure() {
    local preset=$1 folder=$2 choice=$3 tree=
    shift 3
    # cmake leaves the unit tests out where cmocka is missing: scripts/test installs it after scripts/shakedown configured.
    local stamp="$preset $choice cmocka=$(pkg-config --modversion cmocka 2>/dev/null) $*"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/.configured" 2>/dev/null)" = "$stamp" ]; then
        return 0
    fi
    if [ "$choice" = default ]; then
        # Fetched first, so that its progress is seen; cmake then finds it in the cache.
        "$ROOT/scripts/fetch_boringssl" default >/dev/null || return
    else
        tree=$("$ROOT/scripts/fetch_boringssl" "$choice") || return
    fi
    say "configuring $preset (the first time compiles BoringSSL: a minute or two)"
    mkdir -p "$folder"
    quietly "$folder/setup.log" cmake -S "$ROOT" --preset "$preset" -B "$folder" \
        "-DSHAKEDOWN_BORINGSSL_DIR=$tree" "$@" || return
    printf '%s\n' "$stamp" >"$folder/.configured"
}

# compile FOLDER: builds what has changed; that is quick and silent except for the first time.
compile() {
    [ -f "$1/.ninja_log" ] || say "building"
    quietly "$1/setup.log" ninja -C "$1"
}

# alone_in FOLDER: two runs at once must not build in the same folder; the second waits until the first closes descriptor 8.
alone_in() {
    mkdir -p "$1"
    exec 8>"$1/.lock"
    flock -n 8 && return
    say "waiting for another run that builds in $1"
    flock 8
}

#!/bin/bash
# Getting BoringSSL's source, in a cache of its own: killed in the middle and run again, twice at once, and when it is not to be had.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
archive=$(bash -c '. scripts/lib/common.sh; . scripts/lib/sources.sh; echo "$CACHE/download/$PINNED_FILE"')
export SHAKEDOWN_CACHE=$tmp/cache
fail() {
    echo "FAIL: $*"
    sed 's/^/  | /' "$tmp/err"
    exit 1
}

# refused NAME PATTERN CHOICE: status 4, and the last line says why.
refused() {
    local status=0
    scripts/fetch_boringssl "$3" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
    [ "$status" -eq 4 ] && [ ! -s "$tmp/out" ] || fail "$1: status $status"
    tail -n 1 "$tmp/err" | grep -q "$2" || fail "$1: no sentence with \`$2\`"
}

# killed CHOICE SIGN: the script and all that it started are killed when the file or folder SIGN is there.
killed() {
    set -m # a process group of its own
    scripts/fetch_boringssl "$1" >"$tmp/out" 2>"$tmp/err" </dev/null &
    local pid=$!
    set +m
    until [ -e "$2" ]; do
        kill -0 "$pid" 2>/dev/null || fail "$1 ended before $2 was there"
        read -r -t 0.02 <> <(:) || true
    done
    kill -KILL -- "-$pid"
    wait "$pid" 2>/dev/null || true
    [ ! -s "$tmp/out" ] || fail "$1: was not killed in the middle"
}

# twice CHOICE FILE: two at once both print the folder, and FILE is in it.
twice() {
    scripts/fetch_boringssl "$1" >"$tmp/other" 2>"$tmp/other.err" </dev/null &
    scripts/fetch_boringssl "$1" >"$tmp/out" 2>"$tmp/err" </dev/null || fail "$1 failed"
    wait $! || fail "the second $1 failed: $(cat "$tmp/other.err")"
    cmp -s "$tmp/out" "$tmp/other" || fail "$1: two at once print two folders"
    [ -e "$(cat "$tmp/out")/$2" ] || fail "$1: $2 is not there"
    ! ls -d "$SHAKEDOWN_CACHE"/src/*.new 2>/dev/null || fail "$1 left something behind"
}

# A remote of our own under upstream's name.
command -v git >/dev/null || { echo "MISSING: git (apt-get install git)" >&2; [ "${CI:-}" = true ] && exit 1; exit 77; }
export GIT_CONFIG_GLOBAL=$tmp/gitconfig GIT_CONFIG_SYSTEM=/dev/null
git init -q "$tmp/remote/boringssl"
head -c 30000000 /dev/urandom >"$tmp/remote/boringssl/large"
git -C "$tmp/remote/boringssl" add .
git -C "$tmp/remote/boringssl" -c user.name=test -c user.email=test@localhost commit -qm test
git -C "$tmp/remote/boringssl" tag v1
remote() { printf '[url "%s/"]\n insteadOf = https://boringssl.googlesource.com/\n' "$1" >"$GIT_CONFIG_GLOBAL"; }
remote "file://$tmp/nowhere"
refused 'a remote that is not there' 'v1 could not be cloned from https.*does not' git:v1
remote "file://$tmp/remote"
refused 'a tag that is not there' 'v2 could not be cloned from https.*not found' git:v2
refused 'a tag that is an option' 'is not a tag' git:--upload-pack=x
killed git:v1 "$SHAKEDOWN_CACHE/src/git-v1.new/.git"
twice git:v1 large

# Debian's archive: no mirror, then the one that the build has fetched.
mkdir "$tmp/bin"
printf '#!/bin/sh\nexit 100\n' >"$tmp/bin/apt-get"
chmod +x "$tmp/bin/apt-get"
mkdir -p "$SHAKEDOWN_CACHE/download"
echo half >"$SHAKEDOWN_CACHE/download/${archive##*/}"
PATH=$tmp/bin:$PATH refused 'no mirror' 'name a tree with --boringssl DIR' default
[ -f "$archive" ] || exit 0
ln -sf "$archive" "$SHAKEDOWN_CACHE/download/"
killed default "$SHAKEDOWN_CACHE/src/debian-14.0.0+r45.new/src"
twice default src/include/openssl/ssl.h

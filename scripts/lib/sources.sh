# shellcheck shell=bash
# BoringSSL's source, from Debian's mirrors through an apt configuration of our own: the mirror's address comes from the
# machine's sources, lists and downloads live in our cache, and the system's apt is left alone.

PINNED_PACKAGE=android-platform-external-boringssl
PINNED_VERSION=14.0.0+r45
PINNED_FILE=${PINNED_PACKAGE}_$PINNED_VERSION.orig.tar.xz
PINNED_SHA256=f9223e8c15ad5d9e3f1cd50861f4c272658864661e2332bea5d60952aa0930cd

# The addresses of the machine's own Debian mirrors, one a line, for the suites that match the pattern ($1). Reads both
# formats: deb822 paragraphs (*.sources) and one-line entries (*.list).
debian_mirrors() {
    local pattern=$1
    {
        cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v pattern="$pattern" '
            function flush(   i, n, list) {
                if (suites ~ pattern && components ~ /(^| )main( |$)/) {
                    n = split(uris, list, " ")
                    for (i = 1; i <= n; i++) print list[i]
                }
                uris = suites = components = key = ""
            }
            /^[ \t]*$/ { flush(); next }
            /^#/ { next }
            /^[^ \t]/ { key = tolower(substr($0, 1, index($0, ":") - 1)); sub(/^[^:]*:[ \t]*/, "") }
            key == "uris" { uris = uris " " $0 }
            key == "suites" { suites = suites " " $0 }
            key == "components" { components = components " " $0 }
            END { flush() }'
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk -v pattern="$pattern" '
            $1 == "deb" || $1 == "deb-src" {
                sub(/^deb(-src)?[ \t]+/, ""); sub(/^\[[^]]*\][ \t]*/, "")
                if (" " $2 ~ pattern && $0 ~ /[ \t]main([ \t]|$)/) print $1
            }'
    } | awk '!seen[$0]++'
}

# private_apt FOLDER COMMAND...: apt-get or apt-cache on the source list in FOLDER.
private_apt() {
    local folder=$1 command=$2
    shift 2
    "$command" -q \
        -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State="$folder/state" -o Dir::State::lists="$folder/state/lists" \
        -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$folder/cache" \
        -o Acquire::Retries=2 -o APT::Sandbox::User=root "$@"
}

# private_apt_open FOLDER MIRROR SUITE: points it at one suite and reads that suite's list of source packages.
private_apt_open() {
    local folder=$1 mirror=$2 suite=$3 keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed=
    mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial"
    [ ! -e "$keyring" ] || signed="[signed-by=$keyring]"
    echo "deb-src $signed $mirror $suite main" >"$folder/sources.list"
    private_apt "$folder" apt-get update
}

# Versions of a source package in the open suite, newest last.
private_apt_versions() {
    private_apt "$1" apt-cache showsrc "$2" 2>/dev/null | sed -n 's/^Version: //p' | sort -uV
}

# in_order_once LOCK COMMAND...: under a lock that goes away with the process.
in_order_once() {
    mkdir -p "$(dirname "$1")"
    exec 9>"$1"
    flock -w 3600 9 || die "another run has held $1 for an hour."
    shift
    "$@"
}

checksum_matches() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

# unpack ARCHIVE FOLDER REVISION STRIP [TAR-ARGUMENT...]: FOLDER appears only when it is complete.
unpack() {
    local archive=$1 folder=$2 revision=$3 strip=$4
    shift 4
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    tar -C "$folder.new" --strip-components="$strip" -xJf "$archive" "$@" || return
    printf '%s\n' "$revision" >"$folder.new/SHAKEDOWN_REVISION"
    mv -T "$folder.new" "$folder"
}

fetch_default() {
    local folder=$CACHE/src/debian-$PINNED_VERSION
    [ -f "$folder/SHAKEDOWN_REVISION" ] || in_order_once "$CACHE/src/fetch.lock" fetch_pinned "$folder" || return
    echo "$folder"
}

fetch_pinned() {
    local folder=$1 archive=$CACHE/download/$PINNED_FILE log=$CACHE/logs/fetch.log
    [ ! -f "$folder/SHAKEDOWN_REVISION" ] || return 0 # another run was first
    mkdir -p "$CACHE/download" "$CACHE/logs"
    if ! checksum_matches "$archive" "$PINNED_SHA256"; then
        say "fetching BoringSSL's source (Debian $PINNED_VERSION, 32 MB)"
        download_pinned "$archive" >>"$log" 2>&1 </dev/null
    fi
    if ! checksum_matches "$archive" "$PINNED_SHA256"; then
        say "BoringSSL's source could not be fetched from this machine's Debian mirrors; what was tried is in $log"
        say "put $PINNED_FILE (SHA-256 $PINNED_SHA256) into $CACHE/download, or name a tree with --boringssl DIR."
        return 4
    fi
    say "unpacking it"
    unpack "$archive" "$folder" "debian $PINNED_VERSION" 1 || { say "unpacking $archive failed."; return 4; }
}

# Mirrors drop old .dsc files while the archive itself stays, and each suite may have another packaging revision of it:
# every combination is tried until the checksum is right.
download_pinned() {
    local archive=$1 work=$CACHE/apt/pinned mirror suite version
    local bookworm='(^| )(stable|testing|unstable|sid|bookworm|trixie|forky)( |$)'
    for mirror in $(debian_mirrors "$bookworm"); do
        for suite in trixie forky sid; do
            echo "== $suite"
            rm -rf "$work"
            private_apt_open "$work" "$mirror" "$suite" || continue
            for version in $(private_apt_versions "$work" $PINNED_PACKAGE | grep -F "$PINNED_VERSION"); do
                (cd "$(dirname "$archive")" &&
                    private_apt "$work" apt-get source --download-only --tar-only "$PINNED_PACKAGE=$version")
                if checksum_matches "$archive" "$PINNED_SHA256"; then
                    rm -rf "$work"
                    return 0
                fi
                rm -f "$archive"
            done
        done
    done
    rm -rf "$work"
    return 1
}

# The newest chromium source package that the mirror really has: an index may be ahead of the pool, so older versions of
# the list are tried too. Its revision is kept; a second call uses what is there (delete the folder to look again).
fetch_newest() {
    local link=$CACHE/src/newest
    if [ ! -f "$link/SHAKEDOWN_REVISION" ]; then
        in_order_once "$CACHE/src/fetch.lock" fetch_chromium "$link" || return
    fi
    echo "$(cd "$link" && pwd -P)/src"
}

fetch_chromium() {
    local link=$1 log=$CACHE/logs/fetch.log archive version revision folder
    [ ! -f "$link/SHAKEDOWN_REVISION" ] || return 0
    mkdir -p "$CACHE/download" "$CACHE/logs" "$CACHE/src"
    say "fetching chromium's source package for the newest BoringSSL in it (some 900 MB)"
    archive=$(download_chromium 2>>"$log" </dev/null)
    if [ -z "$archive" ]; then
        say "no chromium source package could be fetched; what was tried is in $log"
        return 4
    fi
    version=$(basename "$archive" | sed 's/^chromium_//; s/\.orig\.tar\.xz$//')
    folder=$CACHE/src/chromium-$version
    say "unpacking BoringSSL from chromium $version (about a minute)"
    unpack "$archive" "$folder" "chromium $version" 3 --wildcards '*/third_party/boringssl/*' ||
        { say "unpacking $archive failed."; return 4; }
    revision=$(sed -n 's/^Revision: *//p' "$folder/README.chromium" | cut -c1-12)
    echo "chromium $version${revision:+ ($revision)}" >"$folder/SHAKEDOWN_REVISION"
    ln -sfn "$folder" "$link"
    rm -f "$archive" # 900 MB that nobody needs twice
}

download_chromium() {
    local work=$CACHE/apt/chromium mirror suite version archive
    for suite in bookworm-security trixie-security sid trixie bookworm; do
        for mirror in $(case $suite in
            *-security) debian_mirrors '(^| )[a-z]+(-security|/updates)( |$)' ;;
            *) debian_mirrors '(^| )(stable|testing|unstable|sid|bookworm|trixie|forky)( |$)' ;;
            esac); do
            echo "== $suite" >&2
            rm -rf "$work"
            private_apt_open "$work" "$mirror" "$suite" >&2 || continue
            for version in $(private_apt_versions "$work" chromium | tac); do
                archive=$CACHE/download/chromium_${version%-*}.orig.tar.xz
                (cd "$CACHE/download" &&
                    private_apt "$work" apt-get source --download-only --tar-only "chromium=$version" >&2)
                if [ -s "$archive" ]; then
                    rm -rf "$work"
                    echo "$archive"
                    return 0
                fi
            done
        done
    done
    rm -rf "$work"
    return 1
}

fetch_git() {
    local tag=$1 folder
    case $tag in '' | -* | *[!A-Za-z0-9._/-]*) die "git:TAG: \"$tag\" is not a tag or branch name." ;; esac
    folder=$CACHE/src/git-${tag//\//_}
    [ -f "$folder/SHAKEDOWN_REVISION" ] || in_order_once "$CACHE/src/fetch.lock" clone_upstream "$tag" "$folder" || return
    echo "$folder"
}

clone_upstream() {
    local tag=$1 folder=$2 log=$CACHE/logs/clone.log url=https://boringssl.googlesource.com/boringssl
    [ ! -f "$folder/SHAKEDOWN_REVISION" ] || return 0
    command -v git >/dev/null || die "git is not installed; install it, or name a tree with --boringssl DIR."
    say "cloning BoringSSL at $tag"
    rm -rf "$folder.new"
    mkdir -p "$CACHE/src" "$CACHE/logs"
    # git's own reason is one line of what it says, and it must not ask for a password.
    if ! GIT_TERMINAL_PROMPT=0 git clone -q --depth 1 --branch "$tag" "$url" "$folder.new" >"$log" 2>&1 </dev/null; then
        say "BoringSSL at $tag could not be cloned from $url ($(grep -m 1 '^fatal:' "$log")); name a tree with --boringssl DIR."
        return 4
    fi
    echo "upstream $tag ($(git -C "$folder.new" rev-parse --short=12 HEAD))" >"$folder.new/SHAKEDOWN_REVISION"
    mv -T "$folder.new" "$folder"
}

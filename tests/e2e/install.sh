#!/bin/bash
# What `cmake --install` puts somewhere else works from there: no file of the source or the build tree is needed.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

bad=0
fail() {
    echo "install: $*"
    bad=1
}

cmake --install "$BUILD_DIR" --prefix "$tmp/prefix" >"$tmp/log" 2>&1 || fail "cmake --install: $(tail -n 3 "$tmp/log")"
installed=$tmp/prefix/bin/shakedown
for file in bin/shakedown share/doc/shakedown/{LICENSE,README.md,docs/plan-language.md}; do
    [ -s "$tmp/prefix/$file" ] || fail "$file is missing"
done

# Links in the README lead to files beside it.
grep -oE '\]\([a-z/-]+\.md\)' README.md | tr -d '()]' | while read -r file; do
    [ -s "$tmp/prefix/share/doc/shakedown/$file" ] || echo "$file"
done >"$tmp/dead"
[ ! -s "$tmp/dead" ] || fail "the installed README points to what is not there: $(tr '\n' ' ' <"$tmp/dead")"

cd / || exit 1
"$installed" --version | grep -q 'BoringSSL: .' || fail "--version does not name BoringSSL's revision"
"$installed" list cases >"$tmp/cases" && [ -s "$tmp/cases" ] || fail "list cases"
"$installed" reference server --color never --filter 'tls13/finished/*' >"$tmp/reference" 2>&1 ||
    fail "reference: $(tail -n 3 "$tmp/reference")"
printf 'flow tls13\nedit finished.verify_data flip-bit 0\nexpect rejects decrypt_error\n' >"$tmp/plan"
"$installed" run "$tmp/plan" >"$tmp/run" 2>&1 || fail "run: $(tail -n 3 "$tmp/run")"
exit "$bad"

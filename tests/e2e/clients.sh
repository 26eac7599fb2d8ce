#!/bin/bash
# Some of the client cases against each client of run.sh but curl, for which client_curl.sh has all of them.
# All cases against one of them, by hand: tests/clients/run.sh CLIENT. A client that is not there is named, and fails in CI.
set -u
run=$(dirname "$0")/../clients/run.sh
declare -A cases=(
    [middle]='tls13/server-hello/*,tls12/client/signature/*,certificates/client/[bn]-*'
    [few]='tls13/server-hello/*,certificates/client/b-*' # for clients that are slow to start, or stay when they have their answer
    [one]='certificates/client/b-*'                      # for those that take a second
)

failed=0 checked=0 missing=()
while read -r client which least; do
    status=0 start=$SECONDS
    output=$(bash "$run" "$client" --filter "${cases[$which]}" 2>&1) || status=$?
    last=$(tail -n 1 <<<"$output")
    echo "== $client: status $status, $((SECONDS - start)) s: $last"
    if [ "$status" -eq 77 ]; then
        missing+=("$client")
        continue
    fi
    checked=$((checked + 1))
    # A run in which hardly anything was judged proves nothing.
    if [ "$status" -ne 0 ] || [ "${last%% *}" -lt "$least" ]; then
        failed=1
        head -n 40 <<<"$output"
    fi
done <<'TABLE'
gnutls  middle 100
wget    middle  60
go      middle 100
openssl few     40
nss     one     10
bssl    few     40
python  few     40
node    few     40
jsse    one     10
TABLE
[ "${#missing[@]}" -eq 0 ] || echo "NOT CHECKED, because something is not installed (see above): ${missing[*]}"
[ "$failed" -eq 0 ] || exit 1
[ "$checked" -gt 0 ] || exit 77

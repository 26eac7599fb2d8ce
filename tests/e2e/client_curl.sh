#!/bin/bash
# Every client case against curl, twice: all as expected or known, and both times the same.
set -eu
run=$(dirname "$0")/../clients/run.sh
command -v curl >/dev/null || { echo "MISSING: curl (apt-get install curl)" >&2; [ "${CI:-}" = true ] && exit 1; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for n in 1 2; do
    bash "$run" curl --json "$tmp/$n.json" >"$tmp/$n.txt" 2>&1 || { cat "$tmp/$n.txt"; exit 1; }
    tail -1 "$tmp/$n.txt"
done
python3 - "$tmp" <<'PY'
import json, sys
first, second = ({r["id"]: (r["result"], r["grade"]) for r in json.load(open(f"{sys.argv[1]}/{n}.json"))["results"]} for n in (1, 2))
differ = [f"{case}: {first[case]}, then {second.get(case)}" for case in first if first[case] != second.get(case)]
if differ:
    sys.exit("\n".join(differ))
PY

# The command that a failure prints makes it again, words with blanks and braces included.
status=0
"$SHAKEDOWN" client --have "a word" --filter certificates/client/n-srv-uri --color never -- curl -sS -m 8 -o /dev/null \
    --connect-to '::{host}:{port}' --user-agent "it's me" --cacert '{ca}' '{url}' >"$tmp/failure" 2>&1 || status=$?
replay=$(sed -n 's/^ *replay  *shakedown //p' "$tmp/failure")
[ "$status" -eq 1 ] && [ -n "$replay" ] || { cat "$tmp/failure"; exit 1; }
status=0
eval "\"\$SHAKEDOWN\" $replay" >"$tmp/again" 2>&1 || status=$?
sed -i 's/([0-9.]* s)//' "$tmp/failure" "$tmp/again"
[ "$status" -eq 1 ] && diff "$tmp/failure" "$tmp/again"

#!/bin/bash
# Every report form of one run, read by a program that is not ours: xmllint, Python's JSON, tshark, Mermaid's parser.
# The run is small, against the linked BoringSSL. Hostile text comes from unit/trace_report_test.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

bad=0
fail() {
    echo "reports: $*"
    bad=1
}

# need PROGRAM: skip what needs it, but never unnoticed in CI.
need() {
    command -v "$1" >/dev/null && return 0
    [ "${CI:-}" != true ] || fail "$1 is not installed"
    return 1
}

"$SHAKEDOWN" reference server --filter 'tls1[23]/finished/*,tls1[23]/client-hello/*' --seed 5 --color never \
    --json "$tmp/run.json" --junit "$tmp/run.xml" --sarif "$tmp/run.sarif" --html "$tmp/run.html" \
    --pcapng "$tmp/run.pcapng" --mermaid "$tmp/diagrams" --keylog "$tmp/run.keys" >"$tmp/run.txt" 2>&1
status=$?
[ "$status" -le 1 ] || fail "the run ended with status $status: $(tail -3 "$tmp/run.txt")"
grep -q 'cases as expected' "$tmp/run.txt" || fail "no total in the text"

# The same run with the same seed gives the same JSON but for times.
"$SHAKEDOWN" reference server --filter 'tls1[23]/finished/*,tls1[23]/client-hello/*' --seed 5 --json - \
    >"$tmp/again.json" 2>/dev/null

# Text written by others, in every place of every form.
samples=$BUILD_DIR/tests/trace_report_test
if [ -x "$samples" ]; then
    mkdir "$tmp/samples"
    REPORT_TEST_DIR=$tmp/samples "$samples" >"$tmp/samples.log" 2>&1 || fail "trace_report_test: $(tail -3 "$tmp/samples.log")"
fi

if need python3; then
    python3 - "$tmp" <<'PY' || bad=1
import json, os, sys
tmp = sys.argv[1]
fields = "id row rfc section level side tls title result grade expected observed reason duration_ms plan".split()
top = "schema version sut role started duration_ms seed features controls counts results".split()
def without_times(o):
    if isinstance(o, dict):
        return {k: without_times(v) for k, v in o.items() if k not in ("duration_ms", "started")}
    return [without_times(v) for v in o] if isinstance(o, list) else o
run, again = (json.load(open(f"{tmp}/{name}.json", encoding="utf-8")) for name in ("run", "again"))
assert all(k in run for k in top), run.keys()
assert run["results"] and all(k in r for r in run["results"] for k in fields)
assert sum(run["counts"]["result"].values()) == run["counts"]["total"] == len(run["results"])
assert sum(run["counts"]["grade"].values()) == len(run["results"])
assert all(r["plan"].startswith("flow ") for r in run["results"])
assert without_times(run) == without_times(again), "two runs of one seed differ"
failed = sum(r["result"] in ("fail", "xpass", "error", "xfail") for r in run["results"])
assert len(json.load(open(f"{tmp}/run.sarif", encoding="utf-8"))["runs"][0]["results"]) == failed
drawn = len(os.listdir(f"{tmp}/diagrams"))
assert drawn >= run["counts"]["total"] - run["counts"]["result"]["skip"] - run["counts"]["result"]["error"], drawn
for name in ("hostile.json", "hostile.sarif"):
    if os.path.exists(f"{tmp}/samples/{name}"):
        json.load(open(f"{tmp}/samples/{name}", encoding="utf-8"))
PY
fi

if need xmllint; then
    for file in "$tmp"/run.xml "$tmp"/samples/*.xml; do
        [ ! -e "$file" ] || xmllint --noout "$file" || fail "$file is not well-formed"
    done
    # Its HTML parser is older than these two elements.
    for file in "$tmp"/run.html "$tmp"/samples/*.html; do
        [ -e "$file" ] || continue
        xmllint --html --noout "$file" 2>&1 | grep 'HTML parser error' | grep -vE 'Tag (details|summary) invalid' &&
            fail "$file has errors"
        grep -qE 'https?://|<script' "$file" && fail "$file reaches out"
    done
fi

if need tshark; then
    read_packets() { tshark -r "$tmp/run.pcapng" "$@" 2>/dev/null; }
    [ -n "$(read_packets -c 1)" ] || fail "tshark cannot read the capture"
    wrong=$(read_packets -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE \
        -Y 'tcp.checksum.status == 0 || ip.checksum.status == 0 || tcp.analysis.flags' | head -3)
    [ -z "$wrong" ] || fail "packets that no TCP would send: $wrong"
    for version in 0x0303 0x0304; do # both versions come out decrypted
        streams=$(read_packets -Y "tls.handshake.type == 2 && (tls.handshake.extensions.supported_version == $version ||
            (tls.handshake.version == $version && !tls.handshake.extensions.supported_version))" -T fields -e tcp.stream)
        [ -n "$streams" ] || {
            fail "no ServerHello of version $version in the capture"
            continue
        }
        filter=$(echo "$streams" | sed 's/.*/tcp.stream == &/' | paste -sd '|' | sed 's/|/ || /g')
        [ -n "$(read_packets -Y "http.request && ($filter)" -c 100000 | head -1)" ] ||
            fail "no request of version $version can be read in the capture"
    done
    comments=$(read_packets -Y frame.comment -T fields -e frame.comment | wc -l)
    [ "$comments" -gt 0 ] || fail "no packet carries the name of its case"
fi

node=${SHAKEDOWN_NODE:-}
if [ -f "$node/.complete" ]; then
    [ ! -d "$tmp/samples" ] || cp "$tmp"/samples/*.mmd "$tmp/diagrams/"
    node tests/support/mermaid_parse.mjs "$node" "$tmp"/diagrams/*.mmd >"$tmp/node.log" 2>&1 ||
        fail "Mermaid does not accept: $(grep -v ' sequence$' "$tmp/node.log" | head -3)"
fi

# A report that cannot be written is said, in one sentence, and is no success.
"$SHAKEDOWN" reference server --filter 'tls13/finished/*' --json /dev/full >"$tmp/full.txt" 2>&1
status=$?
[ "$status" -ge 2 ] || fail "a full disk gives status $status"
grep -q 'cannot write /dev/full: No space left on device; free some space' "$tmp/full.txt" ||
    fail "a full disk is not said: $(tail -2 "$tmp/full.txt")"
exit "$bad"

#!/bin/bash
# A campaign over a planted fault finds it, says so by its exit status, and leaves an input that `shakedown repro` replays; known
# findings pass, stale ones fail; an interrupted campaign ends what it started and goes on where it stopped. Runs in builds of
# the presets fuzz and afl, with that engine.
set -u
: "${SHAKEDOWN:?}" "${BUILD_DIR:?}"
engine=$(sed -n 's/^SHAKEDOWN_ENGINE:STRING=//p' "$BUILD_DIR/CMakeCache.txt")
case $engine in
libfuzzer | afl) ;;
*)
    echo "this build has no fuzzing engine: scripts/test --preset fuzz e2e/campaign"
    exit 77
    ;;
esac
targets=(planted_server_finished_fuzz server_finished_fuzz dictionary)
[ "$engine" = libfuzzer ] || targets+=(mutator_afl)
cmake --build "$BUILD_DIR" --target "${targets[@]}" >/dev/null || exit 1
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export SHAKEDOWN_CACHE=$WORK/cache

bad() {
    echo "FAIL: $*"
    cat "$WORK/out"
    exit 1
}
# campaign STATUS|any ARG...   sets `got` to the status
campaign() {
    local status=$1
    shift
    got=0
    timeout 300 "$SHAKEDOWN" fuzz server_finished --engine "$engine" --build "$BUILD_DIR" --jobs 1 "$@" >"$WORK/out" 2>&1 </dev/null || got=$?
    [ "$status" = any ] || [ "$got" -eq "$status" ] || bad "status $got, not $status: $*"
}
json() { python3 -c 'import json, sys; print(eval(sys.argv[2], {"j": json.load(open(sys.argv[1]))}))' "$WORK/$1.json" "$2"; }

# Found, kept, replayed.
campaign 1 --sut strict-no-finished --time 8 --work "$WORK/a" --json "$WORK/a.json"
# Two rules say it: verify_data is wrong, and, where the input plays the attacker, the Finished was altered on the way.
[ "$(json a 'len(j["findings"])')" -le 2 ] || bad "one fault is more than its two rules"
key=$(json a '[f["key"] for f in j["findings"] if "verify_data" in f["key"] and f["status"] == "new"][0]')
[ -n "$key" ] || bad "another finding"
read -ra replay <<<"$(json a '[f["replay"] for f in j["findings"] if "verify_data" in f["key"]][0]')"
[ "${replay[0]}" = shakedown ] || bad "no command that replays it: ${replay[*]}"
status=0
"$SHAKEDOWN" "${replay[@]:1}" >"$WORK/out" 2>&1 || status=$?
if [ "$status" -ne 1 ] || ! grep -q '^BROKEN RULE: .*verify_data' "$WORK/out"; then bad "${replay[*]}: status $status"; fi
"$SHAKEDOWN" run "$WORK/a/strict-no-finished/findings/$key/plan" -q >"$WORK/out" 2>&1
[ $? -le 1 ] || bad "the finding's plan is no plan"

# It is still there in the next campaign, unless it is expected; with another key the entry is stale.
campaign 0 --sut strict-no-finished --time 2 --work "$WORK/a" --expect "$WORK/known" --update-expect --json "$WORK/b.json"
[ "$(json b 'j["targets"][0]["kept_before"]')" -gt 0 ] || bad "nothing was kept"
expected=$(grep -c "^rule" "$WORK/known")
campaign any --sut strict-no-finished --time 2 --work "$WORK/c" --expect "$WORK/known" --json "$WORK/c.json"
[ "$(json c 'sum(f["status"] == "known" for f in j["findings"])')" = "$expected" ] || bad "the list is not known"
[ "$(json c 'int(any(f["status"] == "new" for f in j["findings"]))')" = "$got" ] || bad "status $got does not say whether there is something new"
sed -i 's/^rule-client/rule-nobody/' "$WORK/known"
campaign 1 --sut strict-no-finished --time 2 --work "$WORK/d" --expect "$WORK/known"
grep -q '^STALE  rule-nobody' "$WORK/out" || bad "the stale entry is not named"

# Without a fault: nothing.
campaign 0 --sut strict --time 5 --work "$WORK/a" --json "$WORK/e.json"
[ "$(json e 'j["executions"]')" -gt 0 ] || bad "it ran nothing"

# Ctrl-C: what was started ends, the summary comes, and the next campaign goes on.
"$SHAKEDOWN" fuzz server_finished --engine "$engine" --build "$BUILD_DIR" --jobs 1 --time 250 --work "$WORK/f" >"$WORK/out" 2>&1 </dev/null &
pid=$!
until [ -n "$(find "$WORK/f/server_finished/queue" "$WORK/f/server_finished/afl/job0/fuzzer_setup" -type f 2>/dev/null)" ]; do
    kill -0 "$pid" 2>/dev/null || bad "the campaign ended early"
    sleep 0.2
done
child=$(pgrep -P "$pid" | head -n 1)
timeout 20 "$SHAKEDOWN" fuzz server_finished --engine "$engine" --build "$BUILD_DIR" --work "$WORK/f" >"$WORK/second" 2>&1
[ $? -eq 2 ] && grep -q 'another campaign' "$WORK/second" || bad "two campaigns share one folder"
kill -INT "$pid"
wait "$pid" || bad "an interrupted campaign ended with status $?"
grep -q '^Interrupted: 0 new' "$WORK/out" || bad "no summary"
if kill -0 "$child" 2>/dev/null; then bad "the engine (process $child) outlives the campaign"; fi
campaign 0 --time 3 --work "$WORK/f" --json "$WORK/g.json"
[ "$engine" = afl ] || [ "$(json g 'j["targets"][0]["kept_before"]')" -gt 0 ] || bad "the interrupted campaign kept nothing"

# Wrong use.
for args in 'no_such_target' 'all --engine honggfuzz' 'all --sut openssl' 'all --time soon' 'all --build /nowhere'; do
    read -ra words <<<"$args"
    timeout 20 "$SHAKEDOWN" fuzz "${words[@]}" >"$WORK/out" 2>&1
    [ $? -eq 2 ] && [ "$(grep -c '^shakedown: ' "$WORK/out")" -eq 1 ] || bad "fuzz $args"
done
(cd / && cp "$SHAKEDOWN" "$WORK/alone" && timeout 20 "$WORK/alone" fuzz all >"$WORK/out" 2>&1)
[ $? -eq 2 ] && grep -q 'built from Shakedown' "$WORK/out" || bad "without a source tree"

#!/bin/bash
# Dependencies point one way:
#
#     base <- wire <- crypto <- plan <- peer, pki <- run, fuzz -> sut, link, trace
#
# Each #include "folder/header.h" under harness/ must be in its folder's row below; a row names whole folders or single
# headers. libcrypto and libssl are called by crypto/ and sut/ only.
set -u
cd "$(dirname "$0")/.." || exit 4

# Sets `row`: the folders and headers that a folder may include.
allowed() {
    case $1 in
    base) row="base" ;;
    wire) row="base wire" ;;
    crypto) row="base wire crypto" ;;
    plan) row="base wire crypto plan" ;;
    pki) row="base wire crypto plan pki" ;;
    trace) row="base wire crypto plan trace" ;;
    peer) row="base wire crypto plan pki peer trace/trace.h" ;;
    sut) row="base wire crypto plan pki sut trace peer/peer.h" ;; # the permissive peer is an endpoint of ours in a SUT's clothes
    link) row="base wire plan sut trace peer link" ;;
    fuzz) row="base wire crypto plan pki peer trace sut link run fuzz" ;;
    run | cli) row="base wire crypto plan pki peer trace sut link run fuzz cli conformance" ;;
    *) row="" ;;
    esac
}

bad=0 seen=0
complain() {
    echo "$1:$2: $3" >&2
    bad=$((bad + 1))
}

while IFS=: read -r file line text; do
    folder=${file#harness/}
    folder=${folder%%/*}
    header=${text#*[\"<]}
    header=${header%%[\">]*}
    seen=$((seen + 1))
    case $text in
    *'<openssl/'*)
        case $folder in
        crypto | sut) ;;
        *) complain "$file" "$line" "$folder/ may not include <$header>; go through harness/crypto or harness/sut." ;;
        esac
        continue
        ;;
    *'<'*) continue ;;
    esac
    case $header in
    */*) target=${header%%/*} ;;
    *) continue ;; # beside the file, or generated
    esac
    allowed "$folder"
    row=" $row "
    [ "$row" != "  " ] || complain "$file" "$line" "harness/$folder has no row in tests/include_arrows.sh; add one."
    case $row in
    *" $target "* | *" $header "*) ;;
    *) complain "$file" "$line" "$folder/ may not include \"$header\"; it may use:$row" ;;
    esac
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' harness --include='*.[ch]' --include='*.def')

if [ "$bad" -gt 0 ]; then
    echo "$bad includes point the wrong way (the rule is in docs/architecture.md)." >&2
    exit 1
fi
echo "$seen includes follow the arrows."

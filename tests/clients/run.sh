#!/bin/bash
# run.sh CLIENT [shakedown options...]: the cases against one real client. Known results are read from
# conformance/known/CLIENT-client.expect when that file is there.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../servers/lib.sh"
clients=$root/tests/clients
name=${1:?usage: run.sh curl|wget|openssl|gnutls|nss|python|node|go|jsse|bssl [options]}
shift
case $name in
curl)
    need curl curl
    command=(curl -sS -m 8 -o /dev/null --connect-to '::{host}:{port}' --cacert '{ca}' '{url}')
    ;;
wget)
    need wget wget
    command=(wget -q -O /dev/null -T 5 -t 1 '--ca-certificate={ca}' '{url}')
    ;;
openssl)
    need openssl openssl
    command=(bash "$clients/openssl_client.sh" '{host}' '{port}' '{name}' '{ca}')
    ;;
gnutls)
    need gnutls-cli gnutls-bin
    command=(gnutls-cli --port '{port}' --x509cafile '{ca}' '--sni-hostname={name}' '--verify-hostname={name}' '{host}')
    ;;
nss)
    need tstclnt libnss3-tools
    command=(bash "$clients/nss_client.sh" '{host}' '{port}' '{name}' '{ca}' "$WORK/nss")
    ;;
python)
    need /usr/bin/python3 python3
    command=(/usr/bin/python3 -I -S "$clients/python_client.py" '{host}' '{port}' '{name}' '{ca}')
    ;;
node)
    need node nodejs
    command=(node "$clients/node_client.js" '{host}' '{port}' '{name}' '{ca}')
    ;;
go)
    need go golang-go
    GO111MODULE=off GOCACHE=${GOCACHE:-$WORK/go-cache} go build -o "$WORK/go_client" "$clients/go_client.go"
    command=("$WORK/go_client" '{host}' '{port}' '{ca}' '{url}')
    ;;
jsse)
    need javac default-jdk-headless
    javac -d "$WORK" "$clients/JsseClient.java"
    command=(java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$WORK" JsseClient '{host}' '{port}' '{name}' '{ca}')
    ;;
bssl)
    need bssl-tool android-boringssl
    command=(bssl-tool s_client -connect '{host}:{port}' -server-name '{name}' -root-certs '{ca}')
    ;;
*)
    echo "no client is called $name" >&2
    exit 2
    ;;
esac
lists=("$name") # of what is known; python and node have what OpenSSL does, and add to it
case $name in
python | node) lists=(openssl "$name") ;;
esac
for list in "${lists[@]}"; do
    file=$root/conformance/known/$list-client.expect
    [ ! -e "$file" ] || cat "$file"
done >"$WORK/known.expect"
known=()
[ ! -s "$WORK/known.expect" ] || known=(--expect "$WORK/known.expect")
"$SHAKEDOWN" client "${known[@]}" --color never "$@" -- "${command[@]}"

#!/bin/sh
# A shell script with a mock of its own: a create by curl, and what it cost.
set -eu
folder=$(mktemp -d)
trap 'kill "$mock" 2>/dev/null; rm -r "$folder"' EXIT
cometvideo mock --strict --ready-file "$folder/url" >/dev/null 2>&1 &
mock=$!
while [ ! -s "$folder/url" ]; do sleep 0.1; done
base=$(head -n 1 "$folder/url")

create() {
    curl -sS -o /dev/null -w '%{http_code}' "$base/videos" -H 'Authorization: Bearer any' \
        -F prompt='A red kite' -F model=doubao-seedance-1-5-pro -F seconds="$1" -F size=1280x720
}
[ "$(create 5)" = 200 ]
[ "$(create 99)" != 200 ]
curl -sS "${base%/v1}/_mock/bill" | grep -q '"tasks": *1'
echo passed

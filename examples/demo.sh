#!/bin/sh
# What cometvideo is for, in seven commands. Nothing here reaches the network or costs anything.
PATH="$PWD/${BIN:-.venv/bin}:$PATH"

run() {
    printf '\n\033[1m$'
    for word in "$@"; do
        case $word in
        *" "*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\033[0m\n'
    "$@"
    code=$?
    [ "$code" -le 1 ] || exit "$code"
}

run cometvideo validate model=doubao-seedance-1-5-pro "prompt=A red kite over a harbour" size=16:9
run cometvideo validate model=doubao-seedance-2-0 "prompt=A red kite over a harbour" seconds=4 size=16:9
run cometvideo validate model=doubao-seedance-1-0-pro "prompt=A red kite" seconds=12 size=720p \
    input_reference=@fixtures/files/kite.png
run cometvideo models --model doubao-seedance-2-0-fast
run cometvideo explain size-undocumented
run cometvideo drift docs fixtures/pages/create.html
run cometvideo drift plan --max-seconds 10
exit 0

#!/bin/sh
# What cometvideo is for, in four jobs. Nothing here leaves the machine or costs anything.
set -eu
PYTHON=${PYTHON:-.venv-demo/bin/python}
export PYTHONPATH="$PWD" PYTHONDONTWRITEBYTECODE=
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi

folder=$(mktemp -d)
mock=
end() {
    if [ -n "$mock" ]; then kill "$mock" && wait "$mock" || :; fi
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

job() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# Shows a command of ours and runs it; findings (exit code 1) are what most of these are to show.
run() {
    printf '%s$ cometvideo' "$bold"
    for word in "$@"; do
        case $word in
        *' '*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
    "$PYTHON" -m cometvideo "$@" || [ $? -eq 1 ]
}

job '1. validate: what the API will do with a request, before it is paid for'
run validate model=doubao-seedance-1-0-pro 'prompt=A red kite' seconds=12 size=1248x704

job '2. mock: the API on this machine; a client creates a task, polls it, downloads the video'
printf '%s$ cometvideo mock --plan polls=3 & python examples/clients/retrying.py%s\n' "$bold" "$plain"
"$PYTHON" -m cometvideo mock --plan polls=3 --ready-file "$folder/ready" >"$folder/log" 2>&1 &
mock=$!
until [ -s "$folder/ready" ]; do
    kill -0 "$mock" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done
COMETAPI_BASE_URL=$(cat "$folder/ready") COMETAPI_KEY=any VIDEO="$folder/kite.mp4" \
    "$PYTHON" examples/clients/retrying.py
kill "$mock"; wait "$mock" || :
mock=

job '3. check-client: that client works, and pays three times where an answer is lost'
PATH="$(dirname "$PYTHON"):$PATH"
run check-client --mode wire --clause one-task-after-drop -- python examples/clients/retrying.py

job '4. drift: a page of the documentation now says 12 where the spec has 10'
sed 's/1-0-pro from 2 to 10\./1-0-pro from 2 to 12./' fixtures/pages/create.md >"$folder/create.md"
run drift docs "$folder/create.md"

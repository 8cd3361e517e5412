#!/bin/sh
# Whether the upstream has moved, from cron, with a mail when there is news.
#
#   17 5 * * *  DRIFT_MAIL=you@example.com /path/to/drift-cron.sh docs
#   43 4 * * 1  . /path/to/cometapi.env && DRIFT_MAIL=you@example.com /path/to/drift-cron.sh live
#
# `docs` compares the documentation with the spec. `live` sends requests that cost money, within
# the budget below; cometapi.env exports COMETAPI_KEY, and nobody else should be able to read it.
# Reports, evidence and the last mail are kept in DRIFT_FOLDER; known drift that shall stay goes
# there into known-docs.yaml or known-live.yaml, as items with an `id` and a `reason`.
set -eu

what=${1:-docs}
folder=${DRIFT_FOLDER:-$HOME/.local/state/cometvideo-drift}
max_seconds=${DRIFT_MAX_SECONDS:-30}
max_jobs=${DRIFT_MAX_JOBS:-12}
today=$(date -u +%Y-%m-%d)
report=$folder/$today-$what
known=$folder/known-$what.yaml

case $what in docs | live) ;; *)
    echo "drift-cron: docs or live, not $what" >&2
    exit 2
    ;;
esac
mkdir -p "$folder"
test -f "$known" || echo '[]' >"$known"

code=0
case $what in
docs)
    cometvideo drift docs --fetch create-page --fetch retrieve-page --keep "$report.pages" --baseline "$known" --report json="$report.json" --report markdown="$report.md" >/dev/null 2>"$report.err" || code=$?
    ;;
*)
    if [ -z "${COMETAPI_KEY:-}" ]; then
        echo "drift-cron: no COMETAPI_KEY: the API was not probed" >&2
        exit 0
    fi
    test -f "$report.plan.json" ||
        cometvideo drift plan --max-seconds "$max_seconds" --max-jobs "$max_jobs" -o "$report.plan.json"
    cometvideo drift live --plan "$report.plan.json" --yes --ledger "$report.sqlite" --baseline "$known" --report json="$report.json" --report markdown="$report.md" >/dev/null 2>"$report.err" || code=$?
    ;;
esac
test "$code" != 2 || cp "$report.err" "$report.md"

if [ "$code" = 1 ]; then
    cometvideo drift accept "$report.json" --force -o "$report.overlay.yaml" || true
fi

# 0: all holds. 1: drift. 2: it could not run. 3: something could not be told, which is said once.
if [ "$code" = 0 ]; then
    rm -f "$folder/mailed-$what.md"
elif [ "$code" = 2 ] || ! cmp -s "$report.md" "$folder/mailed-$what.md"; then
    if [ -n "${DRIFT_MAIL:-}" ]; then
        mail -s "cometvideo: $what, code $code" "$DRIFT_MAIL" <"$report.md"
    else
        cat "$report.md"
    fi
    cp "$report.md" "$folder/mailed-$what.md"
fi
exit "$code"

#!/bin/bash
# compare.sh: measures, compares, and writes what a CI job keeps.
#
# A step of action.yml and gitlab.yml. Environment:
#   BENCH_PROGRAM     the program bench
#   BENCH_EXPERIMENT  the experiment file
#   BENCH_BASE, BENCH_HEAD
#                     two commands to measure by turns; both empty: the file's own contrasts and
#                     hypotheses, within one run
#   BENCH_OPTIONS     more options, such as --only 'label=my IDS' --repetitions 15
#   BENCH_FAIL_ON     what fails the job: regression (default), inconclusive (that, too), nothing
#   BENCH_WORK        where everything goes; bench-ci
#
# Writes verdicts.md, verdicts.xml (JUnit), verdicts.txt, report.html and results/ below BENCH_WORK,
# and the Markdown into the summary of a GitHub job.
#
# Output, lines in $BENCH_OUTPUT (or stdout): verdict=fine|regression|inconclusive|failure,
# report=PATH, markdown=PATH, results=PATH. Exit: 0; that of bench where the job is to fail.
set -u
work=${BENCH_WORK:-bench-ci}
bench=${BENCH_PROGRAM:?the program bench}
experiment=${BENCH_EXPERIMENT:?the experiment file}
fail_on=${BENCH_FAIL_ON:-regression}
base=${BENCH_BASE:-} head=${BENCH_HEAD:-}

case $fail_on in
regression | inconclusive | nothing) ;;
*)
    echo "compare.sh: fail-on “$fail_on” (allowed: regression, inconclusive, nothing)" >&2
    exit 64
    ;;
esac
if [ "${base:+given}" != "${head:+given}" ]; then
    echo 'compare.sh: base and head go together' >&2
    exit 64
fi
mkdir -p "$work" || exit
rm -f "$work"/verdicts.* "$work/report.html"
# Each has the results of this job only.
rm -rf "$work/results" "$work/plots"

# Root where it can be had without a password: only root has the receive path of a NIC.
as_root=()
[ "$(id -u)" -eq 0 ] || ! sudo -n true 2>/dev/null || as_root=(sudo -E --)
# Blanks separate the options, and quotes keep them together, as in --only 'label=my IDS'.
if ! words=$(xargs -r printf '%s\n' <<<"${BENCH_OPTIONS:-}" 2>/dev/null); then
    echo "compare.sh: options “$BENCH_OPTIONS”: a quote has no end" >&2
    exit 64
fi
options=()
[ -z "$words" ] || mapfile -t options <<<"$words"
reports=(--markdown "$work/verdicts.md" --junit "$work/verdicts.xml")
places=(--results "$work/results" --plots "$work/plots")
status=0
if [ -n "$base" ]; then
    "${as_root[@]}" "$bench" compare "$experiment" --base "$base" --head "$head" \
        "${options[@]}" "${places[@]}" "${reports[@]}" >"$work/verdicts.txt" || status=$?
else
    "${as_root[@]}" "$bench" sweep "$experiment" "${options[@]}" "${places[@]}" || status=$?
    # 3: some points have no valid row. The verdicts say what can be said without them.
    if [ "$status" -eq 0 ] || [ "$status" -eq 3 ]; then
        status=0
        "$bench" compare "$work"/results/*/ --plots "$work/plots" "${reports[@]}" \
            >"$work/verdicts.txt" || status=$?
    fi
fi
cat "$work/verdicts.txt" 2>/dev/null

case $status in
0) verdict=fine ;;
2) verdict=regression ;;
3) verdict=inconclusive ;;
*) verdict=failure ;;
esac
if compgen -G "$work/results/*/*/trials.csv" >/dev/null; then
    "$bench" report "$work"/results/*/ -o "$work/report.html" >/dev/null || true
fi
[ -e "$work/verdicts.md" ] || echo "$verdict: bench ended with exit status $status, and compared nothing" >"$work/verdicts.md"
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$work/verdicts.md" >>"$GITHUB_STEP_SUMMARY"
{
    echo "verdict=$verdict"
    echo "markdown=$work/verdicts.md"
    [ ! -e "$work/report.html" ] || echo "report=$work/report.html"
    echo "results=$work/results"
} >>"${BENCH_OUTPUT:-/dev/stdout}"

case $verdict:$fail_on in
fine:* | regression:nothing | inconclusive:nothing) exit 0 ;;
inconclusive:regression)
    [ -z "${GITHUB_ACTIONS:-}" ] || echo '::warning::bench: inconclusive'
    exit 0
    ;;
esac
exit "$status"

#!/bin/bash
# experiment.sh: an experiment file with the thresholds of a CI job in it.
#
# A step of action.yml and gitlab.yml. Environment:
#   BENCH_EXPERIMENT  the file; experiments/ci.toml of bench if empty
#   BENCH_THRESHOLDS  gates on the head, one a line: SERIES METRIC LIMIT, such as
#                       V3 cpu_ns_per_unique_frame 110%
#                     the head costs at most 110 % of the base. With `-` instead of LIMIT the metric
#                     is compared without a gate. They are instead of the [[contrast]] of the file.
#   BENCH_WORK        where the copy goes; bench-ci
#
# Output: experiment=PATH, a line in $BENCH_OUTPUT (or stdout). Exit: 64 for a line that is none.
set -u
home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) || exit
file=${BENCH_EXPERIMENT:-$home/experiments/ci.toml}
work=${BENCH_WORK:-bench-ci}
thresholds=${BENCH_THRESHOLDS:-}

[ -f "$file" ] || { echo "experiment.sh: there is no file $file" >&2; exit 64; }
if [ -z "${thresholds//[[:space:]]/}" ]; then
    echo "experiment=$file" >>"${BENCH_OUTPUT:-/dev/stdout}"
    exit
fi

mkdir -p "$work" || exit
copy=$work/$(basename -- "$file")
# Every table but the contrasts, which the thresholds replace.
awk '/^[[:space:]]*\[/ { kept = $0 !~ /^[[:space:]]*\[\[contrast\]\]/ } NR == 1 && !/^[[:space:]]*\[/ { kept = 1 }
    kept' "$file" >"$copy.new" || exit
number=0
while IFS= read -r line; do
    number=$((number + 1))
    line=${line%%#*}
    [ -n "${line//[[:space:]]/}" ] || continue
    # The last two words; the series may have blanks.
    if ! [[ $line =~ ^[[:space:]]*(.*[^[:space:]])[[:space:]]+([a-z_]+)[[:space:]]+([0-9.]+%|-)[[:space:]]*$ ]]; then
        echo "experiment.sh: thresholds, line $number: “$line” is not SERIES METRIC LIMIT, such as" \
            '“V3 cpu_ns_per_unique_frame 110%”; “-” instead of LIMIT for no gate' >&2
        rm -f "$copy.new"
        exit 64
    fi
    series=${BASH_REMATCH[1]} metric=${BASH_REMATCH[2]} limit=${BASH_REMATCH[3]}
    series=${series//\\/\\\\}
    printf '\n[[contrast]]\nseries = "%s"\nmetric = "%s"\n' "${series//\"/\\\"}" "$metric" >>"$copy.new"
    [ "$limit" = - ] || printf 'at_most = "%s"\n' "$limit" >>"$copy.new"
done <<<"$thresholds"
mv -f "$copy.new" "$copy" || exit
echo "experiment=$copy" >>"${BENCH_OUTPUT:-/dev/stdout}"

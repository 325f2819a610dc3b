#!/bin/bash
# side.sh NAME: the command of one side of a comparison, base or head, built if need be.
#
# A step of action.yml and gitlab.yml. Environment:
#   BENCH_COMMAND  a capture command with {interface} in it, or the path of another bench; with
#                  {build} where the folder of the build is to be
#   BENCH_REF      the commit to build; empty for the folder as it is
#   BENCH_BUILD    shell commands that build it; empty if there is nothing to build
#   BENCH_WORK     where checkouts go; bench-ci
#
# Output: NAME=COMMAND, a line in $BENCH_OUTPUT (or stdout); an empty one without BENCH_COMMAND.
# Exit: 64 for a commit that is not there; that of the build if it fails.
set -u
name=${1:?base or head}
work=${BENCH_WORK:-bench-ci}

command=${BENCH_COMMAND:-}
folder=$PWD
if [ -n "$command" ] && [ -n "${BENCH_REF:-}" ]; then
    commit=$(git rev-parse --quiet --verify "$BENCH_REF^{commit}") \
        || { echo "side.sh: $name: there is no commit “$BENCH_REF” here (fetch-depth: 0?)" >&2; exit 64; }
    mkdir -p "$work" || exit
    folder=$(cd -- "$work" && pwd)/$name
    git worktree remove --force "$folder" 2>/dev/null
    git worktree add --quiet --detach "$folder" "$commit" >&2 || exit
fi
if [ -n "$command" ] && [ -n "${BENCH_BUILD:-}" ]; then
    (cd -- "$folder" && bash -euc "$BENCH_BUILD") >&2 \
        || { status=$?; echo "side.sh: $name: the build failed" >&2; exit "$status"; }
fi
case $command in
*$'\n'*) echo "side.sh: $name: the command has several lines" >&2; exit 64 ;;
esac
echo "$name=${command//\{build\}/$folder}" >>"${BENCH_OUTPUT:-/dev/stdout}"

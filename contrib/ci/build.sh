#!/bin/bash
# build.sh: builds bench, and reports whether this machine is suitable.
#
# A step of action.yml and gitlab.yml. Output: bench=PATH, a line in $BENCH_OUTPUT (or stdout).
# Exit: 0; 4 if something is missing or the machine is not suitable; else that of the build.
set -u
home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) || exit

# In CI the checkout belongs to the runner's user, whoever runs this.
export BENCH_TRUST_CHECKOUT=yes
as_root=()
[ "$(id -u)" -eq 0 ] || ! sudo -n true 2>/dev/null || as_root=(sudo -E --)
"$home/bench" --version >/dev/null || exit
"${as_root[@]}" "$home/.build/release/bench" doctor || exit 4
echo "bench=$home/.build/release/bench" >>"${BENCH_OUTPUT:-/dev/stdout}"

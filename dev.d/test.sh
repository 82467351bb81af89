#!/bin/sh
# ./dev test: builds what the asked parts need, runs them all, and sums up what really ran from their JUnit files.
set -eu
. dev.d/common.sh

parts=${*:-unit contract golden crash power e2e ops package asan tsan}
results=build/results
rm -rf "$results"
mkdir -p "$results"

# UBSan and ASan stop at the first finding; TSan's reports fail the process that made them.
export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0"
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1"
export ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer
export TSAN_SYMBOLIZER_PATH=$ASAN_SYMBOLIZER_PATH UBSAN_SYMBOLIZER_PATH=$ASAN_SYMBOLIZER_PATH

# run NAME SECONDS COMMAND...: a suite's own exit status counts too, where its report tells of no failure.
run() {
    name=$1 seconds=$2
    shift 2
    say "$name"
    began=$(date +%s)
    status=0
    timeout -k 10 "$seconds" "$@" >&2 || status=$?
    echo "$status $(($(date +%s) - began))" > "$results/$name.status"
}

# unit NAME PRESET [OPTION...]
unit() {
    name=$1 preset=$2
    shift 2
    run "$name-unit" 1200 ctest --test-dir "build/$preset" -j "$jobs" --timeout 120 --output-on-failure --quiet \
        --output-junit "$PWD/$results/$name-unit.xml" "$@"
}

# suite NAME SECONDS FOLDER PRESET [OPTION...]: pytest in tests/FOLDER against that preset's server.
suite() {
    name=$1 seconds=$2 folder=$3 preset=$4
    shift 4
    run "$name" "$seconds" env RUSTYGPT_SERVER="$PWD/build/$preset/rustygpt-server" RUSTYGPT_PRESET="$preset" \
        "$python" -m pytest -q -p no:cacheprovider --junitxml="$results/$name.xml" "$@" "tests/$folder"
}

# Much of it waits for clocks and closing sockets: several workers, each with a server of its own.
contract() {
    name=$1 preset=$2
    shift 2
    suite "$name" 2400 contract "$preset" -n $((2 * jobs)) --dist loadfile "$@"
}

# What threads share is in these modules and shows in these files of tests/contract: what TSan is for. The others are
# functions of their arguments and rules about single requests, which ASan has; tsan-all has all of them.
racing_modules='base telemetry limits stream accounts chat storage http app'
racing_contract="chat or conversations or stream or resume or revoked or refresh or sessions or tokens or throttle or \
rate_limits or operations or uploads or documents or search or idempotency or endurance or backup or restore or \
metrics or service"

build_or_note() {
    build "$@" && return
    echo "1 0" > "$results/build-$1.status"
    return 1
}

# This release, and one to upgrade from.
packages_or_note() {
    sh dev.d/package.sh && { [ -n "${RUSTYGPT_PACKAGE_BEFORE:-}" ] || sh dev.d/package.sh before; } && return
    echo "1 0" > "$results/make-package.status"
    return 1
}

need build test
for part in $parts; do
    case $part in
        unit) if build_or_note release; then unit release release; fi ;;
        contract) if build_or_note release rustygpt-server; then contract contract release; fi ;;
        golden | crash | ops)
            if build_or_note release rustygpt-server; then suite "$part" 1800 "$part" release; fi
            ;;
        # A thousand losses; RUSTYGPT_POWER_LOSSES=N for another number.
        power) if build_or_note release rustygpt-server power_server; then suite power 1800 power release; fi ;;
        e2e)
            use_node
            if build_or_note release rustygpt-server; then suite e2e 1200 e2e release; fi
            ;;
        package)
            need package
            if build_or_note release rustygpt-server && packages_or_note; then suite package 1200 package release; fi
            ;;
        asan | tsan-all)
            preset=${part%-all}
            if build_or_note "$preset"; then
                unit "$part" "$preset"
                contract "$part-contract" "$preset"
                suite "$part-crash" 1200 crash "$preset"
            fi
            ;;
        tsan)
            if build_or_note tsan rustygpt-server $(printf '%s_test ' $racing_modules); then
                unit tsan tsan -L "^($(printf %s "$racing_modules" | tr ' ' '|'))\$"
                contract tsan-contract tsan -k "$racing_contract"
                suite tsan-crash 1200 crash tsan
            fi
            ;;
        *)
            echo "no such part: $part" >&2
            exit 2
            ;;
    esac
done
exec "$python" dev.d/summary.py "$results"

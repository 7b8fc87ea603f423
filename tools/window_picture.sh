#!/usr/bin/env bash
# A picture of the real window: opens it on a virtual display, presses start, waits until the map is
# drawn, grabs the screen.
# Usage: tools/window_picture.sh SANDTABLE_BINARY PICTURE.png
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
xvfb-run -a -s "-screen 0 1280x800x24" bash -c '
    "$1" play "$2/scenarios/yueyang-flood.ron" --out "$3/play" 2> "$3/window.err" &
    window=$!
    # The county is made first; then the software driver needs some seconds for its first frames.
    for _ in $(seq 60); do
        sleep 2
        # The briefing lies over the map: its start button is pressed.
        xdotool mousemove 217 692 click 1
        kill -0 "$window" 2>/dev/null || { cat "$3/window.err" >&2; exit 1; }
        import -window root -depth 8 -define png:color-type=2 "$4"
        python3 "$2/tools/check_picture.py" "$4" >/dev/null 2>&1 && break
    done
    kill "$window"
' _ "$1" "$root" "$work" "$2"

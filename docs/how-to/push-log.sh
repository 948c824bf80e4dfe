#!/bin/sh
# Push what is new in a log to the web listener, each line once, though this is killed or an answer is lost on the way.
# Run it every few seconds (a systemd timer, a loop). Needs curl; no root, if the log can be read.
#
#   push-log.sh LOG URL HEADER STATE
#
#   LOG      such as /var/log/dovecot.log; renamed or truncated logs are followed
#   URL      such as https://files.example.org/push/mail-1
#   HEADER   a file of mode 0600 with one line: Authorization: Bearer TOKEN
#   STATE    a folder of its own, where it keeps how far it came
set -eu
umask 077
log=$1 url=$2 header=$3 state=$4
most=4000000
mkdir -p "$state"

# A block keeps its name, and so its key, until it was taken: block.INODE.OFFSET
send() {
    name=${1##*/block.}
    key=$name-$(cksum <"$1" | tr ' ' -)
    curl --silent --show-error --fail --max-time 60 --output /dev/null \
        --header "@$header" --header "Idempotency-Key: $key" --data-binary "@$1" "$url"
    echo "${name%.*} $((${name#*.} + $(wc -c <"$1")))" >"$state/place.new"
    mv "$state/place.new" "$state/place"
    rm "$1"
}

# push FILE INODE OFFSET: whole lines only; a line that has no end yet waits.
push() {
    at=$3
    while [ "$at" -lt "$(wc -c <"$1")" ]; do
        tail -c "+$((at + 1))" "$1" | head -c "$most" >"$state/draft"
        if [ "$(tail -c 1 "$state/draft" | wc -l)" -eq 0 ]; then
            sed '$d' "$state/draft" >"$state/draft.whole"
            mv "$state/draft.whole" "$state/draft"
        fi
        [ -s "$state/draft" ] || return 0
        size=$(wc -c <"$state/draft")
        mv "$state/draft" "$state/block.$2.$at"
        send "$state/block.$2.$at"
        at=$((at + size))
    done
}

for block in "$state"/block.*; do
    if [ -e "$block" ]; then send "$block"; fi
done
now=$(stat -c %i "$log")
inode=$now offset=0
if [ -e "$state/place" ]; then read -r inode offset <"$state/place"; fi
if [ "$inode" != "$now" ]; then
    old=$(find "$(dirname "$log")" -maxdepth 1 -type f -inum "$inode" | head -n 1)
    if [ -n "$old" ]; then push "$old" "$inode" "$offset"; fi
    offset=0
elif [ "$(wc -c <"$log")" -lt "$offset" ]; then
    offset=0
fi
push "$log" "$now" "$offset"

#!/bin/sh
# wrap.sh ATTEMPT_DIR OUTPUT_LOG COMMAND [ARGUMENT …]
# Runs a command in this process group and records who runs it (pid.json) and how it ended (exit.json).
dir=$1
out=$2
shift 2

stat_field() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$2"; }
write() {
  cat >"$dir/$1.tmp" && mv "$dir/$1.tmp" "$dir/$1"
}

# The tools below must be found whatever PATH the command wants.
PATH="${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin"

# Set before the start: a signal to the group reaches the command once, and this shell only survives it.
interrupted=0
trap 'interrupted=1' TERM INT HUP

# exec: a word such as "eval" is then the name of a program and never one of this shell's own.
exec "$@" >>"$out" 2>&1 </dev/null &
child=$!

# Fields of /proc/PID/stat, counted after the name: 3 is the process group, 20 the start time.
printf '{"pid":%s,"start":"%s","child":%s,"childStart":"%s","bootId":"%s","startedAt":%s000}\n' \
  $$ "$(stat_field $$ 20)" "$child" "$(stat_field "$child" 20)" \
  "$(cat /proc/sys/kernel/random/boot_id)" "$(date +%s)" | write pid.json

code=
while :; do
  interrupted=0
  wait "$child"
  now=$?
  # A shell that no longer knows the child says 127; the code before it was the child's.
  if [ "$now" -eq 127 ] && [ -n "$code" ]; then break; fi
  code=$now
  if [ "$interrupted" -eq 0 ]; then break; fi
done

signal=null
if [ "$code" -gt 128 ] && [ "$code" -le 192 ]; then
  signal="\"SIG$(kill -l "$code")\""
  code=null
fi
printf '{"code":%s,"signal":%s,"endedAt":%s000}\n' "$code" "$signal" "$(date +%s)" | write exit.json

# What the command left in this group (data loaders, say) must not keep the machine.
if [ "$(stat_field $$ 3)" = "$$" ]; then
  trap '' TERM
  kill -TERM 0
  sleep 2
  kill -KILL 0
fi

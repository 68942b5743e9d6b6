#!/bin/sh
# wrap.sh ATTEMPT_DIR OUTPUT_LOG COMMAND [ARGUMENT …]
# Runs a command in this process group and records who runs it (pid.json) and how it ended (exit.json).
# In braces: the shell has read all of it before the command runs, so that an upgrade may replace this file meanwhile.
{
dir=$1
out=$2
shift 2

# The tools below must be found whatever PATH the command wants.
PATH="${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin"

stat_field() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$2"; }

# A record has its place on the disk before the command can fill it, and is written over that, padded with spaces.
reserve() { printf '%512s\n' '' >"$dir/$1.tmp" || exit 75; }
write() { printf '%-512s\n' "$2" 1<>"$dir/$1.tmp" && mv "$dir/$1.tmp" "$dir/$1"; }

# How many processes the kernel has killed for want of memory: in this memory cgroup, or else on the whole machine.
oom_kills() {
  v1=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup 2>/dev/null)
  v2=$(sed -n 's/^0:://p' /proc/self/cgroup 2>/dev/null)
  cgroups=/sys/fs/cgroup
  for file in "$cgroups/memory$v1/memory.oom_control" "$cgroups/memory/memory.oom_control" \
    "$cgroups$v2/memory.events" "$cgroups/memory.events" /proc/vmstat; do
    count=$(sed -n 's/^oom_kill //p' "$file" 2>/dev/null)
    if [ -n "$count" ]; then
      echo "$count"
      return
    fi
  done
}

reserve pid.json
reserve exit.json
kills_before=$(oom_kills)

# Set before the start: a signal to the group reaches the command once, and this shell only survives it.
interrupted=0
trap 'interrupted=1' TERM INT HUP

# exec: a word such as "eval" is then the name of a program and never one of this shell's own.
exec "$@" >>"$out" 2>&1 </dev/null &
child=$!

# Fields of /proc/PID/stat, counted after the name: 3 is the process group, 20 the start time.
write pid.json "$(printf '{"pid":%s,"start":"%s","child":%s,"childStart":"%s","bootId":"%s","startedAt":%s000}' \
  $$ "$(stat_field $$ 20)" "$child" "$(stat_field "$child" 20)" \
  "$(cat /proc/sys/kernel/random/boot_id)" "$(date +%s)")"

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

oom=null
free=null
if [ "$code" -ne 0 ]; then
  kills_after=$(oom_kills)
  if [ -n "$kills_before" ] && [ -n "$kills_after" ]; then oom=$((kills_after - kills_before)); fi
  free=$(df -Pk "$dir" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*% .*$/\1/p')
fi
signal=null
if [ "$code" -gt 128 ] && [ "$code" -le 192 ]; then
  signal="\"SIG$(kill -l "$code")\""
  code=null
fi
write exit.json "$(printf '{"code":%s,"signal":%s,"oomKills":%s,"diskFreeKilobytes":%s,"endedAt":%s000}' \
  "$code" "$signal" "$oom" "${free:-null}" "$(date +%s)")"

# What the command left in this group (data loaders, say) must not keep the machine.
if [ "$(stat_field $$ 3)" = "$$" ]; then
  trap '' TERM
  kill -TERM 0
  sleep 2
  kill -KILL 0
fi
exit
}

#!/bin/sh
# Machines as slave processes on hosts that ssh reaches, for `--cloud exec --cloud-command .../ssh.sh`;
# the contract is in cloud/README.md. Each host is a template. Here it needs jq and ssh, there a POSIX
# shell, Linux, util-linux and acrida. A machine is the folder ~/.acrida-machines/TOKEN on its host.
#
#   ACRIDA_SSH_HOSTS       names of the hosts as ssh knows them, e.g. "load-1 load-2"
#   ACRIDA_SSH_OPTIONS     of ssh, e.g. "-F /etc/acrida/ssh_config"
#   ACRIDA_SSH_EXECUTABLE  acrida on the hosts; default acrida
set -u
gone=11 invalid=13 transient=18 outcome_unknown=19 unsupported=20
verb=${1:-}
input=$(cat)

fail() { # CODE TEXT
  echo "$2" >&2
  exit "$1"
}
field() { printf '%s' "$input" | jq -er "$1" || fail $invalid "the input of $verb has no $1"; }
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
is_host() {
  for one in ${ACRIDA_SSH_HOSTS:-}; do [ "$one" = "$1" ] && return; done
  return 1
}
check_token() {
  case $1 in
    '' | .* | *[!A-Za-z0-9._-]*) fail $invalid "'$1' is no token" ;;
  esac
}

# What runs on the host, before one of the verbs. start_time tells a process from a later one that has
# its number.
on_host='
folder=$HOME/.acrida-machines
mkdir -p "$folder" && chmod 700 "$folder" && cd "$folder" || exit 18
exec 9>lock && flock 9 || exit 18
start_time() { sed "s/.*) //" "/proc/$1/stat" 2>/dev/null | cut -d" " -f20; }
is_alive() {
  read -r pid started 2>/dev/null <"$1/process" && [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ]
}
# STATE TAGS, and of one that has ended by itself a tab and what it said last.
print() {
  if is_alive "$1"; then printf "running %s\n" "$(cat "$1/tags")"; return; fi
  printf "gone %s\t%s\n" "$(cat "$1/tags")" "$(tail -n 1 "$1/log" | tr -d "\000-\037")"
}
'

# run HOST SCRIPT: what it needs comes with it, on the standard input, as arguments are for all to see.
run() {
  # shellcheck disable=SC2086
  printf '%s\n' "$on_host$2" |
    ssh -o BatchMode=yes -o ConnectTimeout=10 ${ACRIDA_SSH_OPTIONS:-} -- "$1" sh -s
}
# What print has printed as machines.
machines() { # HOST
  jq -Rc --arg host "$1" 'capture("^(?<state>[a-z]+) (?<tags>[^\t]*)\t?(?<detail>.*)$") | .tags |= fromjson |
    {id: (.tags["acrida-token"] + "@" + $host), state, tags, address: $host, detail}'
}
end() { # CODE, as ssh has ended
  [ "$1" = 0 ] && return
  [ "$1" = 255 ] && fail "${lost:-$transient}" "ssh has not reached $host, or has lost it"
  exit "$1"
}
find_host() { # of the id TOKEN@HOST
  id=$(field .id) || exit
  host=${id#*@} token=${id%%@*}
  check_token "$token"
  is_host "$host" || fail $invalid "ACRIDA_SSH_HOSTS has no $host"
}

case $verb in
  templates)
    for host in ${ACRIDA_SSH_HOSTS:-}; do
      cores=$(run "$host" "command -v $(quoted "${ACRIDA_SSH_EXECUTABLE:-acrida}") >/dev/null && nproc")
      case $? in
        0) problem= ;;
        255) problem="ssh does not reach it" ;;
        *) problem="it has no ${ACRIDA_SSH_EXECUTABLE:-acrida}" ;;
      esac
      jq -n --arg host "$host" --arg cores "$cores" --arg problem "$problem" \
        '{id: $host, name: $host, problem: $problem} + if $cores == "" then {} else {cores: ($cores | tonumber)} end'
    done | jq -sc '{templates: .}'
    ;;
  list)
    fleet=$(field .fleet) || exit
    # All hosts must answer: a machine that is left out would be taken for gone.
    all=
    for host in ${ACRIDA_SSH_HOSTS:-}; do
      lines=$(run "$host" 'for one in *; do [ ! -e "$one/tags" ] || print "$one"; done')
      end $?
      all="$all$(printf '%s\n' "$lines" | machines "$host")
"
    done
    printf '%s' "$all" | jq -sc --arg fleet "$fleet" '{machines: map(select(.tags["acrida-fleet"] == $fleet))}'
    ;;
  describe)
    find_host
    lines=$(run "$host" "[ -e $token/tags ] || exit $gone; print $token")
    end $?
    printf '%s\n' "$lines" | machines "$host" | jq -c '{machine: .}'
    ;;
  clone)
    host=$(field .template) || exit
    token=$(field .token) || exit
    tags=$(field '.tags | tojson') || exit
    variables=$(field '.environment | to_entries[] | "\(.key)=\(.value | @sh)"') || exit
    expires=$(field '.tags["acrida-expires"] // ""| if . == "" then 86400 else fromdate - now | floor end') || exit
    check_token "$token"
    is_host "$host" || fail $invalid "ACRIDA_SSH_HOSTS has no $host"
    [ "$expires" -gt 0 ] || fail $invalid "the life of $token is over"
    lost=$outcome_unknown
    # The tags are there before the process is, and timeout(1) ends it when its life is over.
    lines=$(run "$host" "
      if [ ! -e $token/process ]; then
        mkdir -p $token && printf '%s\n' $(quoted "$tags") >$token/tags || exit $transient
        (
          set -a
          ACRIDA_LEAVE_AFTER=10m
          $variables
          exec 9>&- setsid timeout -k 90 $expires $(quoted "${ACRIDA_SSH_EXECUTABLE:-acrida}") slave \
            >$token/log 2>&1 </dev/null
        ) &
        printf '%s %s\n' \$! \"\$(start_time \$!)\" >$token/process || { kill \$!; rm -r $token; exit $transient; }
      fi
      print $token")
    end $?
    printf '%s\n' "$lines" | machines "$host" | jq -c '{machine: .}'
    ;;
  delete)
    find_host
    # It stops its users first, and the master confirms their last reports.
    run "$host" "
      [ -e $token ] || exit 0
      if is_alive $token; then kill \"\$pid\"; fi
      flock -u 9
      tries=0
      while is_alive $token && [ \$tries -lt 900 ]; do sleep 0.1; tries=\$((tries + 1)); done
      if is_alive $token; then kill -s KILL -- \"-\$pid\" || kill -s KILL \"\$pid\"; fi
      rm -r $token"
    end $?
    ;;
  *) fail $unsupported "$verb is not supported" ;;
esac

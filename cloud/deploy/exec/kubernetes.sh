#!/bin/sh
# Machines as Jobs of Kubernetes, for `--cloud exec --cloud-command .../kubernetes.sh`; the contract is
# in cloud/README.md. It needs kubectl and jq, and what ../kubernetes/master.yaml allows. A template is
# a suspended Job with the label acrida=slave-template (../kubernetes/slave_template.yaml); a machine is
# a copy of it that is not suspended. Its tags are the annotation acrida-tags, and those that it is
# looked for by are labels; what the slave is told is a Secret that goes with it.
#
#   ACRIDA_KUBERNETES_OPTIONS  of kubectl, e.g. "--context load --namespace acrida"
set -u
not_found=10 exists=12 invalid=13 auth=14 quota=15 throttled=17 transient=18
outcome_unknown=19 unsupported=20
verb=${1:-}
input=$(cat)
errors=$(mktemp) || exit $transient
trap 'rm -f "$errors"' EXIT

fail() { # CODE TEXT
  echo "$2" >&2
  exit "$1"
}
field() { printf '%s' "$input" | jq -er "$1" || fail $invalid "the input of $verb has no $1"; }
# A JSON value by a filter of jq to which the input is $spec; not as an argument, as it has a secret.
with_input() { printf '%s\n%s' "$1" "$input" | jq -sc ".[1] as \$spec | .[0] | $2"; }
# shellcheck disable=SC2086
ask() { kubectl --request-timeout=30s ${ACRIDA_KUBERNETES_OPTIONS:-} "$@" 2>"$errors"; }
has_failed_by() { grep -Eq "$1" "$errors"; }
# How kubectl's words are faults; those of the transport are $1.
explain() {
  code=1
  if has_failed_by 'exceeded quota'; then code=$quota
  elif has_failed_by '\(NotFound\)'; then code=$not_found
  elif has_failed_by '\(AlreadyExists\)'; then code=$exists
  elif has_failed_by '\((Forbidden|Unauthorized)\)|must be logged in'; then code=$auth
  elif has_failed_by '\((Invalid|BadRequest)\)|is invalid|unable to parse|invalid label'; then code=$invalid
  elif has_failed_by '\(TooManyRequests\)'; then code=$throttled
  elif has_failed_by 'connect|refused|imeout|EOF|reset|\((ServiceUnavailable|InternalError|ServerTimeout)\)'; then code=$1
  fi
  fail "$code" "$(grep . "$errors" | tail -n 1)"
}

# Definitions for jq: of Jobs as machines.
jobs='
def tags: .metadata.annotations["acrida-tags"] // "{}" | fromjson;
def last_word: [.status.conditions[]? | select((.type == "Complete" or .type == "Failed") and .status == "True")] | first;
def machine: {
  id: .metadata.name, name: .metadata.name, tags: tags, detail: (last_word.message // ""),
  state: (if .metadata.deletionTimestamp then "stopping" elif last_word then "gone"
          elif (.status.ready // .status.active // 0) > 0 then "running" else "pending" end)};
def cores: .spec.template.spec.containers[0].resources | (.limits.cpu // .requests.cpu // "0") |
  if endswith("m") then (.[:-1] | tonumber / 1000) else tonumber end | ceil;
'

case $verb in
  templates)
    tag=$(field '.tag | "\(.key)=\(.value)"') || exit
    all=$(ask get jobs -l "$tag" -o json) || explain $transient
    printf '%s' "$all" | jq -c "$jobs"'{templates: [.items[] | {id: .metadata.name, name: .metadata.name,
      description: (.metadata.annotations.description // ""),
      problem: (if .spec.suspend then "" else "it is not suspended" end)} + (cores | if . > 0 then {cores: .} else {} end)]}'
    ;;
  mark)
    id=$(field .id) || exit
    tag=$(field '.tag | "\(.key)=\(.value)"') || exit
    ask label job "$id" "$tag" --overwrite >/dev/null || explain $transient
    ;;
  list)
    fleet=$(field .fleet) || exit
    all=$(ask get jobs -l "acrida=slave,acrida-fleet=$fleet" -o json) || explain $transient
    printf '%s' "$all" | jq -c "$jobs"'{machines: (.items | map(machine))}'
    ;;
  describe)
    id=$(field .id) || exit
    job=$(ask get job "$id" -o json) || explain $transient
    printf '%s' "$job" | jq -c "$jobs"'{machine: machine}'
    ;;
  clone)
    template=$(field .template) || exit
    name=$(field '.name | ascii_downcase') || exit
    job=$(ask get job "$template" -o json) || explain $transient
    # Kubernetes itself ends it when its life is over, and forgets it an hour later.
    job=$(with_input "$job" '
      ($spec.tags | {acrida, "acrida-fleet", "acrida-token"}) as $labels |
      ($spec.tags["acrida-expires"] // "" | if . == "" then 86400 else fromdate - now | floor end) as $life |
      if $life <= 0 then error("its life is over") else . end |
      {apiVersion, kind,
       metadata: {name: ($spec.name | ascii_downcase), labels: $labels,
         annotations: {"acrida-tags": ($spec.tags | tojson)}},
       spec: (.spec | del(.selector, .manualSelector) |
         .suspend = false | .activeDeadlineSeconds = $life | .ttlSecondsAfterFinished = 3600 |
         .template.metadata |= {annotations: (.annotations // {}), labels: ((.labels // {}) |
           with_entries(select(.key | test("(^|/)(controller-uid|job-name)$") | not)) + $labels)} |
         .template.spec.containers[0].envFrom += [{secretRef: {name: ($spec.name | ascii_downcase)}}])}') ||
      fail $invalid "no machine can be made of the job $template"
    is_new=true
    if ! made=$(printf '%s' "$job" | ask create --validate=false -o json -f -); then
      is_new=false
      has_failed_by '\(AlreadyExists\)' || explain $outcome_unknown
      made=$(ask get job "$name" -o json) || explain $outcome_unknown
      is_it=$(with_input "$made" '[.metadata.labels["acrida-token", "acrida-fleet"]] == [$spec.tags["acrida-token", "acrida-fleet"]]')
      [ "$is_it" = true ] || fail $exists "there is a job $name that is another machine"
    fi
    # Its pod waits for it.
    if ! with_input "$made" '{apiVersion: "v1", kind: "Secret", stringData: $spec.environment,
      metadata: {name: .metadata.name, labels: .metadata.labels,
        ownerReferences: [{apiVersion, kind, name: .metadata.name, uid: .metadata.uid}]}}' |
      ask create --validate=false -o name -f - >/dev/null; then
      is_there=false
      has_failed_by '\(AlreadyExists\)' && is_there=true
      # That of a new Job is of the one before, and goes with it.
      if [ $is_new = true ] || [ $is_there = false ]; then
        cause=$(cat "$errors")
        ask delete job "$name" --ignore-not-found --wait=false >/dev/null ||
          fail $outcome_unknown "$(printf '%s' "$cause" | grep . | tail -n 1); the job cannot be deleted: $(grep . "$errors" | tail -n 1)"
        [ $is_there = false ] || fail $transient "the secret of an earlier job $name is still there"
        printf '%s\n' "$cause" >"$errors"
        explain $transient
      fi
    fi
    printf '%s' "$made" | jq -c "$jobs"'{machine: machine}'
    ;;
  delete)
    id=$(field .id) || exit
    ask delete job "$id" --ignore-not-found --cascade=foreground --wait=false >/dev/null || explain $transient
    ;;
  *) fail $unsupported "$verb is not supported" ;;
esac

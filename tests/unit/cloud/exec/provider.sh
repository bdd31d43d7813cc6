#!/bin/sh
# A provider of text files in $FOLDER, for the tests of ExecProvider: a machine is a file with its
# JSON. $FOLDER/fail has "VERB CODE": that call ends like that.
verb=$1
input=$(cat)
field() { printf '%s' "$input" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
machine() { printf '{"machine":%s}\n' "$(cat "$FOLDER/$1")"; }

if [ -e "$FOLDER/fail" ]; then
  read -r failing code < "$FOLDER/fail"
  if [ "$failing" = "$verb" ]; then echo "as it was told" >&2; exit "$code"; fi
fi
case $verb in
  templates) echo '{"templates":[{"id":"t","name":"small","cores":2,"price_per_hour":0.5}]}' ;;
  list)
    printf '{"machines":['
    comma=
    for file in "$FOLDER"/m-*; do
      [ -e "$file" ] || continue
      printf '%s%s' "$comma" "$(cat "$file")"
      comma=,
    done
    echo ']}'
    ;;
  clone)
    id=m-$(field token)
    [ "$(field template)" = t ] || { echo "there is no such template" >&2; exit 10; }
    printf '%s' "$input" > "$FOLDER/input"
    tags=$(printf '%s' "$input" | sed -n 's/.*"tags":\({[^}]*}\).*/\1/p')
    [ -e "$FOLDER/$id" ] ||
      printf '{"id":"%s","state":"running","tags":%s}' "$id" "$tags" > "$FOLDER/$id"
    machine "$id"
    ;;
  mark) printf '%s' "$input" > "$FOLDER/marked" ;;
  describe) [ -e "$FOLDER/$(field id)" ] || exit 10; machine "$(field id)" ;;
  delete) rm -f "$FOLDER/$(field id)" ;;
  *) exit 20 ;;
esac

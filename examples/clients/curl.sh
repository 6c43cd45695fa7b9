#!/bin/sh
# Reads a customer's qualification with curl (7.55 or later) and jq (1.6 or later).
set -u
LC_ALL=C
export LC_ALL

refuse() {
  jq -cn --arg message "$1" '{error: {message: $message}}'
  exit
}

guid() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n' |
    sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.*\)$/\1-\2-4\3-8\4-\5/'
}

customer=${PARTNER_CENTER_CUSTOMER_ID-}
jq -en --arg id "$customer" '$id | test("\\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\z")' >/dev/null ||
  refuse 'the customer id is not a GUID'
case ${PARTNER_CENTER_ACCESS_TOKEN-} in
  '' | *[!!-~]*) refuse 'the access token is missing, or has characters that no token has' ;;
esac

# The token goes to curl and jq through a pipe and the environment: everybody on the machine can read arguments.
# -q keeps a .curlrc from turning on redirects or output; --max-time ends a server that drips as well.
{
  printf 'Authorization: Bearer %s\n' "$PARTNER_CENTER_ACCESS_TOKEN" |
    curl -q --silent --globoff --compressed --max-time 5 --write-out '\n%{http_code}' --header @- \
      --header 'Accept: application/json' --header "MS-RequestId: $(guid)" --header "MS-CorrelationId: $(guid)" \
      --url "${PARTNER_CENTER_BASE_URL-}/v1/customers/$customer/qualification"
  printf '\n%s' "$?"
} | jq -Rsc '
  # The last two lines are the status and the exit code of curl, everything before them is the body.
  split("\n") | (.[-2] | tonumber) as $status | (.[-1] | tonumber) as $curl
  | (.[:-2] | join("\n") | ltrimstr("\ufeff")) as $text
  | (try ($text | fromjson) catch null) as $body
  # jq takes broken UTF-8 (it puts U+FFFD there) and raw control characters inside strings; JSON allows neither.
  | ($text | test("\\A[ \\t\\r\\n]*\"[^\\x00-\\x1f\ufffd]+\"[ \\t\\r\\n]*\\z")) as $strict
  | if $status == 200 and $curl == 0 and $strict and ($body | type) == "string"
    then {qualification: $body}
    else ($body | if type == "object" then . else {message: .} end) as $fault
    | [($fault.description, $fault.message | strings | select(. != "" and $status != 200)
          | split($ENV.PARTNER_CENTER_ACCESS_TOKEN) | join("***")),
        "\(if $status == 0 then "no answer" else "unexpected answer" end), curl exit code \($curl)"] as $messages
    | {error: (
        (if $status == 0 then {} else {$status} end)
        + (if $fault.code | type == "string" or type == "number" then {code: $fault.code} else {} end)
        + {message: $messages[0]})}
    end'

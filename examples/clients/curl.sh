#!/bin/sh
# Reads and sets a customer's qualification with curl (7.55 or later) and jq (1.6 or later).
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

# What goes into the content is composed by jq, what goes into the query is encoded by it.
operation=${PARTNER_CENTER_OPERATION:-getCustomerQualification}
export PARTNER_CENTER_QUALIFICATION="${PARTNER_CENTER_QUALIFICATION-}"
export PARTNER_CENTER_VALIDATION_CODE="${PARTNER_CENTER_VALIDATION_CODE-}"
export PARTNER_CENTER_EDUCATION_SEGMENT="${PARTNER_CENTER_EDUCATION_SEGMENT-}"
query=
content=
case $operation in
  getCustomerQualification) method=GET resource=qualification ;;
  getCustomerQualifications) method=GET resource=qualifications ;;
  updateCustomerQualification)
    method=PUT resource=qualification
    content=$(jq -cn '$ENV.PARTNER_CENTER_QUALIFICATION')
    query=$(jq -rn '$ENV.PARTNER_CENTER_VALIDATION_CODE | if . == "" then "" else "?code=" + @uri end')
    ;;
  createCustomerQualification)
    method=POST resource=qualifications
    content=$(jq -cn '{
      qualification: $ENV.PARTNER_CENTER_QUALIFICATION,
      educationSegment: $ENV.PARTNER_CENTER_EDUCATION_SEGMENT,
      validationCode: $ENV.PARTNER_CENTER_VALIDATION_CODE
    } | with_entries(select(.value != ""))')
    ;;
  *) refuse "the operation $operation is unknown" ;;
esac
# A write is not sent again: without an answer nobody knows what became of it.
set -- --request "$method"
[ -z "$content" ] || set -- "$@" --header 'Content-Type: application/json' --data-binary "$content"

# The token goes to curl and jq through a pipe and the environment: everybody on the machine can read arguments.
# -q keeps a .curlrc from turning on redirects or output; --max-time ends a server that drips as well.
{
  printf 'Authorization: Bearer %s\n' "$PARTNER_CENTER_ACCESS_TOKEN" |
    curl -q --silent --globoff --compressed --max-time 5 --write-out '\n%{http_code}' --header @- \
      "$@" --header 'Accept: application/json' --header "MS-RequestId: $(guid)" --header "MS-CorrelationId: $(guid)" \
      --url "${PARTNER_CENTER_BASE_URL-}/v1/customers/$customer/$resource$query"
  printf '\n%s' "$?"
} | jq -Rsc --arg resource "$resource" --arg method "$method" '
  # The last two lines are the status and the exit code of curl, everything before them is the body.
  split("\n") | (.[-2] | tonumber) as $status | (.[-1] | tonumber) as $curl
  | (.[:-2] | join("\n") | ltrimstr("\ufeff")) as $text
  | (try ($text | fromjson) catch null) as $body
  # jq takes broken UTF-8 (it puts U+FFFD there) and raw control characters inside strings; JSON allows neither.
  | ($text | test("\\A[ \\t\\r\\n]*\"[^\\x00-\\x1f\ufffd]+\"[ \\t\\r\\n]*\\z")) as $strict
  | def item: type == "object" and (.qualification | type == "string");
    (if $resource == "qualification"
     then (if $strict and ($body | type) == "string" then {qualification: $body} else null end)
     else ($body
       | if $method == "POST" and item then [.] elif type == "object" then .qualifications else . end
       | if type == "array" and all(.[]; item)
         then {qualifications: map({qualification, vettingStatus})} else null end)
     end) as $told
  | if ($status == 200 or $status == 201) and $curl == 0 and $told != null
    then $told
    else ($body | if type == "object" then . else {message: .} end) as $fault
    | [($fault.description, $fault.message | strings | select(. != "" and $status >= 400)
          | split($ENV.PARTNER_CENTER_ACCESS_TOKEN) | join("***")),
        "\(if $status == 0 then "no answer" else "unexpected answer" end), curl exit code \($curl)"] as $messages
    | {error: (
        (if $status == 0 then {} else {$status} end)
        + (if $fault.code | type == "string" or type == "number" then {code: $fault.code} else {} end)
        + {message: $messages[0]})}
    end'

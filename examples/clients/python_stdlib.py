"""Reads and sets a customer's qualification with nothing but Python's standard library. Python 3.9 or later."""
import contextlib
import http.client
import json
import os
import re
import socket
import sys
import threading
import uuid
from urllib.parse import quote, urlencode, urlsplit

LIMIT = 5  # seconds for the whole call
GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def single(body):
    return {"qualification": body} if isinstance(body, str) and body else None


def listed(body):
    """An array of items, or an object with one."""
    items = body if isinstance(body, list) else body.get("qualifications") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(is_item(item) for item in items):
        return None
    return {"qualifications": [{key: item.get(key) for key in ("qualification", "vettingStatus")} for item in items]}


def created(body):
    return listed([body] if is_item(body) else body)


def is_item(item):
    return isinstance(item, dict) and isinstance(item.get("qualification"), str)


# Method, resource, and how a success is read.
OPERATIONS = {
    "getCustomerQualification": ("GET", "qualification", single),
    "getCustomerQualifications": ("GET", "qualifications", listed),
    "updateCustomerQualification": ("PUT", "qualification", single),
    "createCustomerQualification": ("POST", "qualifications", created),
}


def content_of(method, qualification, code, segment):
    """The query and the content of a write; an update has the code in its query, the other one in its content."""
    if method == "GET":
        return "", None
    if method == "PUT":
        return "?" + urlencode({"code": code}) if code else "", json.dumps(qualification)
    members = {"qualification": qualification, "educationSegment": segment, "validationCode": code}
    return "", json.dumps({key: value for key, value in members.items() if value})


def perform(operation, base_url, token, customer_id, qualification=None, code=None, segment=None):
    """Returns {"qualification"}, {"qualifications"} or {"error": {"status"?, "code"?, "message"}}; never raises."""
    method, resource, told_by = OPERATIONS.get(operation or "getCustomerQualification", (None, None, None))
    if method is None:
        return {"error": {"message": f"the operation {operation} is unknown"}}
    if not base_url or not token:
        return {"error": {"message": "base URL or access token is missing"}}
    if not GUID.fullmatch(customer_id or ""):
        return {"error": {"message": "the customer id is not a GUID"}}
    query, content = content_of(method, qualification, code, segment)
    answer = send(method, f"{base_url}/v1/customers/{quote(customer_id)}/{resource}{query}", content, token)
    status, body = answer.get("status"), parse(answer.get("body", b""))
    if status is None:
        return {"error": {"message": f"no answer: {answer['failure']}"}}
    outcome = told_by(body) if status in (200, 201) else None
    if outcome is not None:
        return outcome
    fault = body if isinstance(body, dict) else {}
    told = fault.get("description") or fault.get("message") or body
    if status < 400 or not isinstance(told, str) or not told:
        told = f"unexpected answer, HTTP {status}"
    coded = {"code": fault["code"]} if type(fault.get("code")) in (str, int) else {}
    return {"error": {"status": status, **coded, "message": told.replace(token, "***")}}


def send(method, url, content, token):
    """One request, never sent again: "status" and "body" as far as they came, "failure" if something broke."""
    answer = {}

    def exchange():
        try:
            parts = urlsplit(url)
            connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            with contextlib.closing(connect(parts.netloc, timeout=LIMIT)) as connection:
                connection.connect()
                answer["socket"] = connection.sock
                headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
                headers.update({"MS-RequestId": str(uuid.uuid4()), "MS-CorrelationId": str(uuid.uuid4())})
                if content is not None:
                    headers["Content-Type"] = "application/json"
                target = parts.path + (f"?{parts.query}" if parts.query else "")
                connection.request(method, target, body=content, headers=headers)
                response = connection.getresponse()  # http.client follows no redirect
                answer["status"] = response.status
                answer["body"] = response.read()
        except (OSError, http.client.HTTPException, ValueError) as error:
            # Not the error's text: it quotes a header that http.client refuses, and with it the token.
            answer["failure"] = type(error).__name__

    # In a thread of its own, because a socket's timeout starts anew with every byte that drips in.
    worker = threading.Thread(target=exchange, daemon=True)
    worker.start()
    worker.join(LIMIT)
    outcome = {"failure": "time limit", **answer}
    with contextlib.suppress(KeyError, OSError):
        answer["socket"].shutdown(socket.SHUT_RDWR)  # ends a thread that still reads
    return outcome


def parse(body):
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def answer(env):
    names = ("OPERATION", "BASE_URL", "ACCESS_TOKEN", "CUSTOMER_ID")
    names += ("QUALIFICATION", "VALIDATION_CODE", "EDUCATION_SEGMENT")
    print(json.dumps(perform(*(env.get(f"PARTNER_CENTER_{name}") for name in names))), flush=True)


if "--persistent" in sys.argv[1:]:
    for line in sys.stdin.buffer:
        answer(parse(line) or {})
else:
    answer(os.environ)

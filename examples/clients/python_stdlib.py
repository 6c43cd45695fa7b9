"""Reads a customer's qualification with nothing but Python's standard library. Python 3.9 or later."""
import contextlib
import http.client
import json
import os
import re
import socket
import sys
import threading
import uuid
from urllib.parse import quote, urlsplit

LIMIT = 5  # seconds for the whole call
GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def read_qualification(base_url, token, customer_id):
    """Returns {"qualification": …} or {"error": {"status"?, "code"?, "message"}}; never raises."""
    if not base_url or not token:
        return {"error": {"message": "base URL or access token is missing"}}
    if not GUID.fullmatch(customer_id or ""):
        return {"error": {"message": "the customer id is not a GUID"}}
    answer = send(f"{base_url}/v1/customers/{quote(customer_id)}/qualification", token)
    status, body = answer.get("status"), parse(answer.get("body", b""))
    if status is None:
        return {"error": {"message": f"no answer: {answer['failure']}"}}
    if status == 200 and isinstance(body, str) and body:
        return {"qualification": body}
    fault = body if isinstance(body, dict) else {}
    told = fault.get("description") or fault.get("message") or body
    if status == 200 or not isinstance(told, str) or not told:
        told = f"unexpected answer, HTTP {status}"
    code = {"code": fault["code"]} if type(fault.get("code")) in (str, int) else {}
    return {"error": {"status": status, **code, "message": told.replace(token, "***")}}


def send(url, token):
    """One GET: "status" and "body" as far as they came, "failure" if something broke."""
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
                connection.request("GET", parts.path, headers=headers)
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
    names = ("BASE_URL", "ACCESS_TOKEN", "CUSTOMER_ID")
    print(json.dumps(read_qualification(*(env.get(f"PARTNER_CENTER_{name}") for name in names))), flush=True)


if "--persistent" in sys.argv[1:]:
    for line in sys.stdin.buffer:
        answer(parse(line) or {})
else:
    answer(os.environ)

"""A driver around the client that openapi-python-client made of the contract, for `client --persistent`."""
import json
import sys
from uuid import UUID, uuid4

from generated import AuthenticatedClient
from generated.api.qualification import get_customer_qualification
from generated.models.error import Error


def read(call):
    client = AuthenticatedClient(
        base_url=call["PARTNER_CENTER_BASE_URL"], token=call["PARTNER_CENTER_ACCESS_TOKEN"]
    )
    with client:
        answer = get_customer_qualification.sync_detailed(
            UUID(call["PARTNER_CENTER_CUSTOMER_ID"]),
            client=client,
            accept="application/json",
            ms_request_id=str(uuid4()),
            ms_correlation_id=str(uuid4()),
        )
    if answer.status_code == 200:
        return {"qualification": answer.parsed}
    told = {"status": int(answer.status_code), "message": f"HTTP {int(answer.status_code)}"}
    if isinstance(answer.parsed, Error):
        told.update(code=answer.parsed.code, message=answer.parsed.description)
    return {"error": told}


for line in sys.stdin:
    try:
        outcome = read(json.loads(line))
    except Exception as error:  # a time-out, a broken connection, nonsense in the answer
        outcome = {"error": {"message": str(error) or type(error).__name__}}
    print(json.dumps(outcome), flush=True)

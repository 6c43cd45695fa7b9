// A driver around the client that oapi-codegen made of the contract, for `client --persistent`.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"example/driver/generated"

	"github.com/google/uuid"
)

type failure struct {
	Status  int    `json:"status,omitempty"`
	Code    any    `json:"code,omitempty"`
	Message string `json:"message"`
}

func read(call map[string]string) (string, *failure) {
	authorize := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+call["PARTNER_CENTER_ACCESS_TOKEN"])
		return nil
	}
	client, err := generated.NewClientWithResponses(call["PARTNER_CENTER_BASE_URL"], generated.WithRequestEditorFn(authorize))
	if err != nil {
		return "", &failure{Message: err.Error()}
	}
	customer, err := uuid.Parse(call["PARTNER_CENTER_CUSTOMER_ID"])
	if err != nil {
		return "", &failure{Message: err.Error()}
	}
	accept, requestID, correlationID := "application/json", uuid.NewString(), uuid.NewString()
	answer, err := client.GetCustomerQualificationWithResponse(context.Background(), customer,
		&generated.GetCustomerQualificationParams{Accept: &accept, MSRequestId: &requestID, MSCorrelationId: &correlationID})
	if err != nil {
		return "", &failure{Message: err.Error()}
	}
	if answer.JSON200 != nil {
		return string(*answer.JSON200), nil
	}
	told := &failure{Status: answer.StatusCode(), Message: answer.Status()}
	var fault generated.Error
	if json.Unmarshal(answer.Body, &fault) == nil && fault.Description != "" {
		told.Code, told.Message = fault.Code, fault.Description
	}
	return "", told
}

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var call map[string]string
		outcome := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			outcome["error"] = failure{Message: err.Error()}
		} else if value, failed := read(call); failed != nil {
			outcome["error"] = failed
		} else {
			outcome["qualification"] = value
		}
		line, _ := json.Marshal(outcome)
		fmt.Println(string(line))
	}
}

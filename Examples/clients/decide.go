// Asks mpe for decisions by HTTP. Usage: go run decide.go http://127.0.0.1:9000
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const (
	timeout        = time.Second
	answerBytesMax = 65536
)

type porc struct {
	Principal map[string]any `json:"principal"`
	Operation string         `json:"operation"`
	Resource  string         `json:"resource"`
}

// decisionPoint keeps connections to mpe and may be used by many goroutines.
type decisionPoint struct {
	url    string
	client *http.Client
}

func newDecisionPoint(address string) (decisionPoint, error) {
	parts, err := url.Parse(address)
	if err != nil {
		return decisionPoint{}, err
	}
	if parts.Scheme != "http" && parts.Scheme != "https" || parts.Hostname() == "" {
		return decisionPoint{}, errors.New("not of the form http://HOST:PORT")
	}
	client := &http.Client{
		Timeout: timeout, // for the whole answer
		// A decision is not somewhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return decisionPoint{strings.TrimRight(address, "/") + "/decision", client}, nil
}

// allows is false for whatever is not a clear yes.
func (mpe decisionPoint) allows(question porc) bool {
	allowed, err := mpe.ask(question)
	if err != nil {
		fmt.Fprintln(os.Stderr, "no decision:", err)
		return false
	}
	return allowed
}

func (mpe decisionPoint) ask(question porc) (bool, error) {
	body, err := json.Marshal(question)
	if err != nil {
		return false, err
	}
	request, err := http.NewRequest(http.MethodPost, mpe.url, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("content-type", "application/json")
	// Asking twice does no harm: this key, which is not sent, lets the client ask again where a connection that it
	// kept turns out to be closed.
	request.Header["Idempotency-Key"] = nil
	response, err := mpe.client.Do(request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, answerBytesMax)) // to its end, so that the connection is kept
	if err != nil {
		return false, err
	}
	if response.StatusCode != http.StatusOK {
		return false, fmt.Errorf("status %d", response.StatusCode)
	}
	// What mpe writes, to the letter. A struct would not do: encoding/json takes `Allow` for `allow`, too, and the last
	// of two.
	return strings.TrimSpace(string(text)) == `{"allow":true}`, nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: decide http://HOST:PORT")
		os.Exit(2)
	}
	mpe, err := newDecisionPoint(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "`%s`: %v; say where mpe listens: http://HOST:PORT\n", os.Args[1], err)
		os.Exit(2)
	}
	alice := map[string]any{"sub": "alice", "mroles": []string{"mrn:shop:role:customer"}}
	questions := []struct {
		text      string
		principal map[string]any
		resource  string
	}{
		{"alice reads her orders", alice, "mrn:http:shop/orders/alice"},
		{"alice reads bob's orders", alice, "mrn:http:shop/orders/bob"},
		{"anyone reads the catalogue", map[string]any{}, "mrn:http:shop/catalogue/lamp"},
	}
	for _, question := range questions {
		answer := "deny"
		if mpe.allows(porc{question.principal, "shop:http:get", question.resource}) {
			answer = "allow"
		}
		fmt.Printf("%s: %s\n", question.text, answer)
	}
}

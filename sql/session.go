package sql

import (
	"context"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Client is the way from a session to the connection it serves, for what is
// told beside results. Both methods may be called from another goroutine than
// the session's while a statement runs.
type Client interface {
	Notice(n *Notice)
	ParameterStatus(name, value string)
}

// Notice is a NoticeResponse.
type Notice struct {
	Severity string // NOTICE, WARNING, INFO, LOG, DEBUG
	Error
}

// SessionConfig is what start-up knows when a login has been proven.
type SessionConfig struct {
	Account  Account
	Database string            // the site's name
	User     string            // the name that was logged in with
	Settings map[string]string // start-up parameters other than user and database, and those of options=-c
	Client   Client
	Remote   string // the client's address, for pg_stat_activity and logs
	PID      uint32 // the BackendKeyData process id
}

// TxStatus is the status byte of ReadyForQuery.
type TxStatus byte

const (
	TxIdle   TxStatus = 'I'
	TxBlock  TxStatus = 'T'
	TxFailed TxStatus = 'E'
)

// Parameter is a setting that is reported with ParameterStatus.
type Parameter struct{ Name, Value string }

var _ = context.Background
var _ datum.Style

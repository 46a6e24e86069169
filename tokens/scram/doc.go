// Package scram is the server's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS
// (RFC 5802, RFC 7677) as PostgreSQL's clients speak it. The exchange itself is
// done by github.com/xdg-go/scram; here are the verifiers in PostgreSQL's
// format, the channel binding of the server's own certificate (RFC 5929,
// tls-server-end-point), and the rules that PostgreSQL has beyond the RFCs: the
// user name inside the messages is ignored, and a user who does not exist is
// taken through the same exchange as one who does.
package scram

// Package proxy is the PostgreSQL side of the server: the wire protocol in,
// calls of sql.Session out. It knows nothing of Confluence; whether a user name
// and a password belong together is asked of an Authenticator.
//
// # A connection's life
//
//   - server.go accepts it, within bounds, and gives it one goroutine.
//   - startup.go answers SSLRequest and GSSENCRequest, upgrades to TLS (also
//     direct TLS, told by its first byte) and reads the StartupMessage;
//     startup_message.go and options.go decode it. A CancelRequest ends here
//     (cancel.go).
//   - auth.go asks for the password and the Authenticator for its verdict,
//     behind the brakes of throttle.go.
//   - session.go (start reading here) takes one message after another until
//     Terminate, a broken connection, a fatal error or shutdown.
//   - simple.go answers Query; extended.go answers Parse, Bind, Describe,
//     Execute, Close, Flush and Sync; portal.go runs what Bind made, params.go
//     decodes what Bind brought.
//   - encode.go writes rows; errors.go is the only place where an error becomes
//     an ErrorResponse.
//
// reader.go frames what comes in and writer.go buffers what goes out; every
// message body is decoded and encoded by pgproto3, except DataRow, whose values
// go from the engine straight into the write buffer. The framing is done here
// rather than by pgproto3.Backend for four reasons: a malformed body must be
// told from a broken connection (PostgreSQL answers the first and stays), the
// messages between an error and Sync must be skipped undecoded, a start-up
// packet of a newer minor protocol must be negotiated rather than refused, and
// an idle connection must not hold large buffers.
//
// # What is bounded
//
// Connections and start-ups (Config.MaxConnections, MaxStarting), the time of a
// start-up, the size of every message, the time that a client may leave its
// answers unread, statements and portals per session, failed logins. A result
// of any size passes through a buffer of flushSize bytes.
//
// # What is refused
//
// Passwords in clear text from another machine without TLS, replication
// connections, the function call message, protocol 2 (newer minor versions of 3
// are negotiated down to 3.0, as PostgreSQL 15 does).
//
// # When something goes wrong
//
// A client is told an SQLSTATE and a sentence. What must stay here (causes,
// stacks) is in the log, under the pid that BackendKeyData told the client.
// Passwords are never logged, at any level.
package proxy

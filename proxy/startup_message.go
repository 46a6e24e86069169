package proxy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The codes of a first packet (protocol/pqcomm.h): a protocol version, or one
// of the requests that stand in a version's place.
const (
	protocol30   = 3 << 16
	cancelCode   = 1234<<16 | 5678
	sslCode      = 1234<<16 | 5679
	gssCode      = 1234<<16 | 5680
	maxStartup   = 10_000 // MAX_STARTUP_PACKET_LENGTH
	minStartup   = 8
	tlsHandshake = 0x16 // the first byte of a TLS ClientHello
)

// errNoStartup is a first packet that is none of PostgreSQL's: a port scanner,
// or HTTP. It is not worth an answer.
var errNoStartup = fmt.Errorf("invalid length of startup packet")

// readStartupPacket reads one first packet, and not a byte more: what follows
// an SSLRequest must come through TLS, so nothing that an attacker put behind
// it in the clear may be kept (CVE-2021-23222).
func readStartupPacket(r io.Reader) (code uint32, body []byte, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n < minStartup || n > maxStartup {
		return 0, nil, errNoStartup
	}
	body = make([]byte, n-4)
	if _, err := io.ReadFull(r, body); err != nil {
		return 0, nil, midMessage(err)
	}
	return binary.BigEndian.Uint32(body), body[4:], nil
}

// startupMessage is a decoded StartupMessage.
type startupMessage struct {
	user, database string
	settings       map[string]string // lower-case names; those of options first, overridden by the packet's own
	newerMinor     bool              // the client speaks a newer minor version than 3.0
	unrecognized   []string          // protocol options (_pq_.*) that are not known, in order
}

// negotiate reports whether the client must be told what is understood here.
func (m *startupMessage) negotiate() bool { return m.newerMinor || len(m.unrecognized) > 0 }

// parseStartup decodes the rest of a StartupMessage behind its version.
func parseStartup(version uint32, body []byte) (*startupMessage, error) {
	if version>>16 != 3 {
		return nil, unsupportedVersion(version)
	}
	m := &startupMessage{settings: map[string]string{}, newerMinor: version > protocol30}
	if bytes.IndexByte(body, 0) < 0 || body[len(body)-1] != 0 {
		return nil, protocolError("invalid startup packet layout: expected terminator as last byte")
	}
	direct := map[string]string{}
	for {
		name, rest, ok := cutString(body)
		if !ok {
			return nil, protocolError("invalid startup packet layout: expected terminator as last byte")
		}
		if name == "" {
			if len(rest) > 0 {
				return nil, protocolError("invalid startup packet layout: expected terminator as last byte")
			}
			break
		}
		value, rest, ok := cutString(rest)
		if !ok {
			return nil, protocolError("invalid startup packet layout: expected terminator as last byte")
		}
		body = rest
		if err := checkText([]byte(name + value)); err != nil {
			return nil, err
		}
		if err := m.set(name, value, direct); err != nil {
			return nil, err
		}
	}
	for name, value := range direct {
		m.settings[name] = value
	}
	return m, nil
}

// set takes one parameter of the packet.
func (m *startupMessage) set(name, value string, direct map[string]string) error {
	switch {
	case name == "user":
		m.user = value
	case name == "database":
		m.database = value
	case name == "options":
		return parseOptions(value, m.settings)
	case name == "replication":
		switch strings.ToLower(value) {
		case "false", "off", "no", "0", "f", "n", "of", "fa", "fal", "fals":
			return nil
		}
		return unsupportedReplication()
	case strings.HasPrefix(name, "_pq_."):
		if !slices.Contains(m.unrecognized, name) {
			m.unrecognized = append(m.unrecognized, name)
		}
	default:
		direct[strings.ToLower(name)] = value
	}
	return nil
}

// cutString takes a NUL-terminated string off b.
func cutString(b []byte) (s string, rest []byte, ok bool) {
	before, after, ok := bytes.Cut(b, []byte{0})
	return string(before), after, ok
}

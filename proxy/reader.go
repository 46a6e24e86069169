package proxy

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	// readBuffer is what an idle connection holds for its client's next words.
	readBuffer = 4096

	// maxSmall bounds the messages that carry no query and no values
	// (PQ_SMALL_MESSAGE_LIMIT in PostgreSQL's libpq.h).
	maxSmall = 10_000
)

// reader cuts what the client sends into messages.
type reader struct {
	buf *bufio.Reader
	max int // largest body in bytes
	// skip is how much of buf the last message's body takes; it is discarded
	// when the next one is read, so that small bodies are never copied.
	skip int
}

func newReader(r io.Reader, max int) *reader {
	return &reader{buf: bufio.NewReaderSize(r, readBuffer), max: max}
}

// errTooLarge says that a message exceeds its bound. The rest of the stream
// cannot be read any more.
type errTooLarge struct {
	typ       byte
	size, max int
}

func (e *errTooLarge) Error() string {
	return fmt.Sprintf("message of type %q has %d bytes, the limit is %d", e.typ, e.size, e.max)
}

// errBadLength says that a message's length field cannot be true.
type errBadLength struct{ typ byte }

func (e *errBadLength) Error() string {
	return fmt.Sprintf("message of type %q has an invalid length", e.typ)
}

// next reads one message. The body is valid until the next call. Whatever a
// length field claims, memory is taken only as bytes arrive.
func (r *reader) next() (typ byte, body []byte, err error) {
	if r.skip > 0 {
		r.buf.Discard(r.skip) // buffered by Peek: cannot fail
		r.skip = 0
	}
	head, err := r.buf.Peek(5)
	if err != nil {
		return 0, nil, err
	}
	typ = head[0]
	length := binary.BigEndian.Uint32(head[1:])
	if length < 4 || length > 1<<31-1 {
		return typ, nil, &errBadLength{typ}
	}
	n, max := int(length-4), r.max
	switch typ {
	case 'S', 'H', 'X', 'E', 'D', 'C', 'c':
		max = min(max, maxSmall)
	}
	if n > max {
		return typ, nil, &errTooLarge{typ: typ, size: n, max: max}
	}
	r.buf.Discard(5)
	if n <= readBuffer {
		body, err = r.buf.Peek(n)
		r.skip = len(body)
		return typ, body, midMessage(err)
	}
	var large bytes.Buffer
	large.Grow(min(n, 1<<16) + bytes.MinRead)
	if _, err := io.CopyN(&large, r.buf, int64(n)); err != nil {
		return typ, nil, midMessage(err)
	}
	return typ, large.Bytes(), nil
}

func midMessage(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

package proxy

import (
	"net"
	"sync"
	"time"
)

const (
	// flushSize is how much is collected before it is written.
	flushSize = 32 << 10
	// keepSize is the largest buffer that is kept for reuse.
	keepSize = 128 << 10
	// maxQueued bounds the notices that wait for a client that does not read.
	maxQueued = 64
)

// encoder is what pgproto3's backend messages and this package's rows are.
type encoder interface {
	Encode(dst []byte) ([]byte, error)
}

// writer collects messages and writes them to the client. The session's own
// goroutine uses send and flush; notify may be called from any goroutine and
// never blocks.
type writer struct {
	conn    net.Conn
	timeout time.Duration
	bytes   func(n int)

	mu  sync.Mutex // guards buf, err and writing to conn
	buf *[]byte    // nil while there is nothing to write: idle clients hold no buffer
	err error      // the first failure to write; all later ones are the same

	queueMu  sync.Mutex
	queue    []encoder // notices not yet in buf
	flushing bool      // a goroutine that writes the queue is under way
	flushers sync.WaitGroup
}

var writeBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, flushSize+flushSize/2)
	return &b
}}

// send appends a message and writes the buffer if it is full. An error of
// encoding leaves no trace of the message; see ioError for the other kind.
func (w *writer) send(m encoder) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.takeQueue()
	return w.append(m)
}

func (w *writer) append(m encoder) error {
	if w.err != nil {
		return w.err
	}
	if w.buf == nil {
		w.buf = writeBuffers.Get().(*[]byte)
	}
	before := len(*w.buf)
	b, err := m.Encode(*w.buf)
	if err != nil {
		*w.buf = (*w.buf)[:before]
		return err
	}
	*w.buf = b
	if len(b) >= flushSize {
		return w.write()
	}
	return nil
}

// flush writes what was sent and gives the buffer back.
func (w *writer) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.takeQueue()
	err := w.write()
	if w.buf != nil {
		if cap(*w.buf) <= keepSize {
			writeBuffers.Put(w.buf)
		}
		w.buf = nil
	}
	return err
}

// write empties the buffer into the connection. A client that does not take it
// within the time allowed is given up.
func (w *writer) write() error {
	if w.err != nil || w.buf == nil || len(*w.buf) == 0 {
		return w.err
	}
	w.conn.SetWriteDeadline(time.Now().Add(w.timeout))
	n, err := w.conn.Write(*w.buf)
	w.bytes(n)
	if cap(*w.buf) > keepSize {
		*w.buf = make([]byte, 0, flushSize+flushSize/2)
	}
	*w.buf = (*w.buf)[:0]
	if err != nil {
		w.err = &ioError{err}
	}
	return w.err
}

// notify queues a message that is told beside results and sees to it that it is
// written soon, also while the session waits for something else.
func (w *writer) notify(m encoder) {
	w.queueMu.Lock()
	defer w.queueMu.Unlock()
	if len(w.queue) < maxQueued {
		w.queue = append(w.queue, m)
	}
	if w.flushing {
		return
	}
	w.flushing = true
	w.flushers.Go(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.queueMu.Lock()
		w.flushing = false
		w.queueMu.Unlock()
		w.takeQueue()
		w.write()
	})
}

// takeQueue moves queued notices into the buffer; w.mu is held.
func (w *writer) takeQueue() {
	w.queueMu.Lock()
	queue := w.queue
	w.queue = nil
	w.queueMu.Unlock()
	for _, m := range queue {
		w.append(m) // a failure to write is kept in w.err
	}
}

// close waits for notices under way; the connection must have been closed.
func (w *writer) close() { w.flushers.Wait() }

// ioError is a broken connection, as opposed to an error that can be told to
// the client.
type ioError struct{ err error }

func (e *ioError) Error() string { return "writing to the client: " + e.err.Error() }
func (e *ioError) Unwrap() error { return e.err }

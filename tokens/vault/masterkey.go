package vault

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// keySize is that of AES-256.
const keySize = 32

// keyID names a master key without telling anything of it.
type keyID [8]byte

func (id keyID) String() string { return hex.EncodeToString(id[:]) }

// masterKey holds its bytes in a function, so that no way of printing it shows
// them.
type masterKey struct {
	id    keyID
	bytes func() []byte
}

func newMasterKey(b []byte) masterKey {
	mac := hmac.New(sha256.New, b)
	mac.Write([]byte("pgconfluence master key id"))
	return masterKey{keyID(mac.Sum(nil)[:8]), func() []byte { return b }}
}

// Keyring is the master keys of a vault: the first is the one to seal with, the
// others open what was sealed before it.
type Keyring struct{ keys []masterKey }

// KeySource gives the key ring; it is asked again when a record is met whose
// key is not known yet.
type KeySource func() (*Keyring, error)

// maxKeyText bounds a key file: more keys than anybody needs.
const maxKeyText = 16 << 10

// ParseKeys reads keys of 32 bytes, written in base64 or as 64 hexadecimal
// digits, apart by white space or commas; a line that begins with # is a
// comment. No error repeats any of the text.
func ParseKeys(text string) (*Keyring, error) {
	if len(text) > maxKeyText {
		return nil, errors.New("the master key text is too long")
	}
	ring := &Keyring{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r <= ' ' }) {
			b, ok := decodeKey(word)
			if !ok {
				return nil, errors.New("a master key must be 32 bytes, written in base64 or as 64 hexadecimal digits " +
					"(make one with: openssl rand -base64 32)")
			}
			ring.keys = append(ring.keys, newMasterKey(b))
		}
	}
	if len(ring.keys) == 0 {
		return nil, errors.New("there is no master key (make one with: openssl rand -base64 32)")
	}
	return ring, nil
}

func decodeKey(word string) ([]byte, bool) {
	if b, err := hex.DecodeString(word); err == nil && len(b) == keySize {
		return b, true
	}
	word = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(word, "="))
	b, err := base64.RawStdEncoding.DecodeString(word)
	return b, err == nil && len(b) == keySize
}

// FixedKeys is a KeySource of keys that do not change, as from the environment.
func FixedKeys(text string) KeySource {
	ring, err := ParseKeys(text)
	return func() (*Keyring, error) { return ring, err }
}

// KeyFile is a KeySource that reads the file each time it is asked. The file
// must not be open to others.
func KeyFile(path string) KeySource {
	return func() (*Keyring, error) { return readKeyFile(path) }
}

func readKeyFile(path string) (*Keyring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("master key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("master key file: %w", err)
	}
	// A secret that a container is given is often readable by its group; by
	// everybody never.
	if info.Mode().Perm()&0o007 != 0 {
		return nil, fmt.Errorf("the master key file %s can be read or written by everybody (mode %04o): chmod 600 it",
			path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyText+1))
	if err != nil {
		return nil, fmt.Errorf("master key file: %w", err)
	}
	ring, err := ParseKeys(string(text))
	if err != nil {
		return nil, fmt.Errorf("master key file %s: %w", path, err)
	}
	return ring, nil
}

// NewKey makes a master key, in base64.
func NewKey() string {
	b := make([]byte, keySize)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.StdEncoding.EncodeToString(b)
}

// current is the key to seal with.
func (r *Keyring) current() masterKey { return r.keys[0] }

func (r *Keyring) find(id keyID) (masterKey, bool) {
	for _, k := range r.keys {
		if k.id == id {
			return k, true
		}
	}
	return masterKey{}, false
}

// ids names the keys, for error messages.
func (r *Keyring) ids() string {
	names := make([]string, len(r.keys))
	for i, k := range r.keys {
		names[i] = k.id.String()
	}
	return strings.Join(names, ", ")
}

// text writes the keys for a key file.
func (r *Keyring) text() []string {
	lines := make([]string, len(r.keys))
	for i, k := range r.keys {
		lines[i] = base64.StdEncoding.EncodeToString(k.bytes())
	}
	return lines
}

package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
)

// A sealed record is, byte after byte:
//
//	version     1
//	key id      8   of the master key
//	nonce      12 \ AES-256-GCM under the master key
//	data key   48 / of the record's data key
//	nonce      12 \ AES-256-GCM under the data key
//	secret   n+16 / of the secret
const (
	sealVersion = 1
	nonceSize   = 12
	tagSize     = 16
	wrappedSize = nonceSize + keySize + tagSize
	sealedMin   = 1 + len(keyID{}) + wrappedSize + nonceSize + tagSize

	// maxSealed bounds a record that is read; tokens are shorter than 16 KiB.
	maxSealed = 64 << 10
)

// ErrTampered is returned for a record that cannot be opened although its
// master key is there: it was changed, moved or damaged outside this program.
var ErrTampered = errors.New("vault: a record was changed outside this program and cannot be opened")

var errMalformed = errors.New("vault: a record has not the form of one")

// bound is what a record is bound to: the fields that stand in clear beside it.
type bound []string

// encode is the associated data; each part with its length, so that no two
// lists of parts are written alike.
func (b bound) encode(purpose string) []byte {
	out := binary.AppendUvarint(nil, uint64(len(purpose)))
	out = append(out, purpose...)
	for _, part := range b {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

const (
	purposeKey    = "pgconfluence vault 1: data key"
	purposeSecret = "pgconfluence vault 1: secret"
)

// envelope is a sealed record taken apart.
type envelope struct {
	key     keyID
	wrapped []byte // nonce, data key, tag
	secret  []byte // nonce, secret, tag
}

func parseEnvelope(b []byte) (envelope, error) {
	var e envelope
	if len(b) < sealedMin || len(b) > maxSealed || b[0] != sealVersion {
		return e, errMalformed
	}
	b = b[1:]
	e.key = keyID(b[:len(e.key)])
	b = b[len(e.key):]
	e.wrapped, e.secret = b[:wrappedSize], b[wrappedSize:]
	return e, nil
}

func (e envelope) encode() []byte {
	return bytes.Join([][]byte{{sealVersion}, e.key[:], e.wrapped, e.secret}, nil)
}

// seal makes a record of a secret.
func seal(k masterKey, to bound, secret []byte) []byte {
	dataKey := make([]byte, keySize)
	_, _ = rand.Read(dataKey) // never fails (crypto/rand)
	defer clear(dataKey)
	e := envelope{key: k.id}
	e.wrapped = encrypt(k.bytes(), dataKey, to.encode(purposeKey))
	e.secret = encrypt(dataKey, secret, to.encode(purposeSecret))
	return e.encode()
}

// open returns the secret of a record that k sealed.
func (e envelope) open(k masterKey, to bound) ([]byte, error) {
	dataKey, err := decrypt(k.bytes(), e.wrapped, to.encode(purposeKey))
	if err != nil {
		return nil, err
	}
	defer clear(dataKey)
	return decrypt(dataKey, e.secret, to.encode(purposeSecret))
}

// rewrap returns the record under another master key. The secret itself is not
// touched.
func (e envelope) rewrap(from, to masterKey, b bound) (envelope, error) {
	dataKey, err := decrypt(from.bytes(), e.wrapped, b.encode(purposeKey))
	if err != nil {
		return envelope{}, err
	}
	defer clear(dataKey)
	return envelope{key: to.id, wrapped: encrypt(to.bytes(), dataKey, b.encode(purposeKey)), secret: e.secret}, nil
}

// encrypt puts a random nonce before what it seals. A master key wraps far
// fewer than the 2^32 messages that random nonces are good for; a data key
// seals one.
func encrypt(key, plain, ad []byte) []byte {
	nonce := make([]byte, nonceSize, nonceSize+len(plain)+tagSize)
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return newGCM(key).Seal(nonce, nonce, plain, ad)
}

func decrypt(key, sealed, ad []byte) ([]byte, error) {
	if len(key) != keySize || len(sealed) < nonceSize+tagSize {
		return nil, ErrTampered
	}
	plain, err := newGCM(key).Open(nil, sealed[:nonceSize], sealed[nonceSize:], ad)
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

// newGCM panics for a key of a wrong length only, which cannot come here.
func newGCM(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

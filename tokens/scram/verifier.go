package scram

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	// Iterations is what PostgreSQL uses (SCRAM_SHA_256_DEFAULT_ITERATIONS).
	// Passwords here are random, so more would protect nothing.
	Iterations = 4096

	saltSize      = 16
	maxIterations = 10_000_000
	maxVerifier   = 512
	prefix        = "SCRAM-SHA-256$"
)

// Verifier is what a server keeps of a password: enough to check it, not enough
// to log in with.
type Verifier struct {
	Iterations           int
	Salt                 []byte
	StoredKey, ServerKey []byte
}

// NewVerifier makes the verifier of a password with a random salt. The password
// must be printable ASCII, which SASLprep (RFC 4013) leaves as it is.
func NewVerifier(password string) (Verifier, error) {
	if password == "" || strings.ContainsFunc(password, func(r rune) bool { return r < ' ' || r > '~' }) {
		return Verifier{}, errors.New("scram: the password is not printable ASCII")
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	return derive(password, salt, Iterations)
}

func derive(password string, salt []byte, iterations int) (Verifier, error) {
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return Verifier{}, err
	}
	stored := sha256.Sum256(mac(salted, "Client Key"))
	return Verifier{Iterations: iterations, Salt: salt, StoredKey: stored[:], ServerKey: mac(salted, "Server Key")}, nil
}

func mac(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}

// Verify reports whether this is the password, in constant time.
func (v Verifier) Verify(password string) bool {
	got, err := derive(password, v.Salt, v.Iterations)
	return err == nil && subtle.ConstantTimeCompare(got.StoredKey, v.StoredKey) == 1
}

// Mock is a verifier that no password has. Its salt is made of a secret and the
// user name, so that asking twice does not tell that there is no such user.
func Mock(secret []byte) Verifier {
	v := Verifier{Iterations: Iterations, Salt: mac(secret, "salt")[:saltSize], StoredKey: make([]byte, sha256.Size), ServerKey: make([]byte, sha256.Size)}
	_, _ = rand.Read(v.StoredKey)
	_, _ = rand.Read(v.ServerKey)
	return v
}

// String is PostgreSQL's format of pg_authid.rolpassword:
// SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey.
func (v Verifier) String() string {
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("%s%d:%s$%s:%s", prefix, v.Iterations, b64(v.Salt), b64(v.StoredKey), b64(v.ServerKey))
}

var errVerifier = errors.New("scram: not a SCRAM-SHA-256 verifier")

// ParseVerifier reads PostgreSQL's format.
func ParseVerifier(s string) (Verifier, error) {
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok || len(s) > maxVerifier {
		return Verifier{}, errVerifier
	}
	how, keys, ok1 := strings.Cut(rest, "$")
	iterations, salt, ok2 := strings.Cut(how, ":")
	stored, server, ok3 := strings.Cut(keys, ":")
	if !ok1 || !ok2 || !ok3 {
		return Verifier{}, errVerifier
	}
	var v Verifier
	var err error
	if v.Iterations, err = strconv.Atoi(iterations); err != nil || v.Iterations < Iterations || v.Iterations > maxIterations {
		return Verifier{}, errVerifier
	}
	for _, f := range []struct {
		to   *[]byte
		text string
	}{{&v.Salt, salt}, {&v.StoredKey, stored}, {&v.ServerKey, server}} {
		if *f.to, err = base64.StdEncoding.Strict().DecodeString(f.text); err != nil {
			return Verifier{}, errVerifier
		}
	}
	if len(v.Salt) == 0 || len(v.StoredKey) != sha256.Size || len(v.ServerKey) != sha256.Size {
		return Verifier{}, errVerifier
	}
	return v, nil
}

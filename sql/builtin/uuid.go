package builtin

import (
	"crypto/rand"
	"encoding/hex"
)

// randomUUID is a UUID of version 4 from the system's strong random numbers.
func randomUUID() (any, error) {
	var u [16]byte
	if _, err := rand.Read(u[:]); err != nil {
		return nil, errorf("XX000", "could not generate random values")
	}
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}

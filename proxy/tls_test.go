package proxy

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// writeCertificate puts a new certificate into the files and returns it.
func writeCertificate(t *testing.T, certFile, keyFile string) *tls.Certificate {
	t.Helper()
	cert, err := SelfSigned("localhost")
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: cert.Certificate[0]}, keyFile: {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert
}

func TestCertificateFilesAreReloaded(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first := writeCertificate(t, certFile, keyFile)
	// touch makes sure that a change within the clock's resolution is seen.
	stamp := time.Now()
	touch := func() {
		stamp = stamp.Add(time.Second)
		for _, f := range []string{certFile, keyFile} {
			os.Chtimes(f, stamp, stamp)
		}
	}
	touch()
	synctest.Test(t, func(t *testing.T) {
		var log testLog
		files, err := NewCertificateFiles(certFile, keyFile, log.logger())
		if err != nil {
			t.Fatal(err)
		}
		uses := func(want *tls.Certificate, when string) {
			t.Helper()
			time.Sleep(2 * checkEvery)
			got, err := files.GetCertificate(nil)
			if err != nil || !bytes.Equal(got.Certificate[0], want.Certificate[0]) {
				t.Errorf("%s: another certificate is in use (%v)", when, err)
			}
		}
		uses(first, "at first")
		second := writeCertificate(t, certFile, keyFile)
		touch()
		uses(second, "after a renewal")
		os.WriteFile(certFile, []byte("garbage"), 0o600)
		touch()
		uses(second, "with a broken file")
		uses(second, "with a broken file, later")
		if n := strings.Count(log.String(), "cannot be used"); n != 1 {
			t.Errorf("the broken file was reported %d times: %s", n, log.String())
		}
		os.Remove(keyFile)
		uses(second, "without a key")
		third := writeCertificate(t, certFile, keyFile)
		touch()
		uses(third, "after the repair")
	})
}

func TestCertificateFilesMustBeGoodAtFirst(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.pem")
	os.WriteFile(bad, []byte("garbage"), 0o600)
	for _, name := range []string{bad, filepath.Join(dir, "missing.pem")} {
		if _, err := NewCertificateFiles(name, name, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package proxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"sync"
	"time"
)

// alpnProtocol is PostgreSQL's name in ALPN (PG_ALPN_PROTOCOL).
const alpnProtocol = "postgresql"

var errNoALPN = errors.New("direct TLS without the ALPN protocol postgresql")

// tlsError is a handshake that failed.
type tlsError struct{ err error }

func (e *tlsError) Error() string { return "TLS handshake: " + e.err.Error() }
func (e *tlsError) Unwrap() error { return e.err }

// GetCertificate has the form of tls.Config's field of that name.
type GetCertificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// TLSConfig is a configuration for Config.TLS: TLS 1.2 and up, and ALPN for
// clients that connect with TLS directly.
func TLSConfig(get GetCertificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: noting(get), NextProtos: []string{alpnProtocol}}
}

// checkEvery is how often certificate files are looked at, at most.
const checkEvery = time.Second

// CertificateFiles is a certificate and its key in two PEM files, read again
// when one of them changes, so that a renewed certificate needs no restart.
type CertificateFiles struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	stamp   [2]fileStamp // of the files when they were last read, good or not
	checked time.Time
}

// fileStamp changes when a file does.
type fileStamp struct {
	modified time.Time
	size     int64
}

// NewCertificateFiles reads the files. Their first content must be good.
func NewCertificateFiles(certFile, keyFile string, log *slog.Logger) (*CertificateFiles, error) {
	f := &CertificateFiles{certFile: certFile, keyFile: keyFile, log: log, checked: time.Now()}
	stamp, err := f.look()
	if err != nil {
		return nil, err
	}
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("TLS certificate %s with key %s: %w", certFile, keyFile, err)
	}
	f.stamp, f.current = stamp, &cert
	return f, nil
}

// GetCertificate returns the newest good certificate. New files that cannot be
// used are reported to the log and the certificate in use stays.
func (f *CertificateFiles) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.Sub(f.checked) >= checkEvery {
		f.checked = now
		f.reload()
	}
	return f.current, nil
}

// reload reads the files if they have changed since they were last read.
func (f *CertificateFiles) reload() {
	stamp, err := f.look()
	if err == nil && stamp == f.stamp {
		return
	}
	var cert tls.Certificate
	if err == nil {
		// Certificate and key are replaced one after the other: what does not
		// fit together now is read again when the second file has changed.
		f.stamp = stamp
		cert, err = tls.LoadX509KeyPair(f.certFile, f.keyFile)
	}
	if err != nil {
		f.log.Error("the new TLS certificate cannot be used, the old one stays in use",
			"cert", f.certFile, "key", f.keyFile, "error", err)
		return
	}
	f.current = &cert
	f.log.Info("TLS certificate loaded anew", "cert", f.certFile, "valid_until", cert.Leaf.NotAfter)
}

func (f *CertificateFiles) look() (s [2]fileStamp, err error) {
	for i, name := range []string{f.certFile, f.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return s, fmt.Errorf("TLS certificate: %w", err)
		}
		s[i] = fileStamp{info.ModTime(), info.Size()}
	}
	return s, nil
}

// SelfSigned makes a certificate for the given host names and addresses, for
// trying out: clients that verify it will refuse it. It is valid for a year.
func SelfSigned(hosts ...string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "pgconfluence, self-signed"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// Always is a GetCertificate that knows one certificate.
func Always(cert *tls.Certificate) GetCertificate {
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return cert, nil }
}

package scram

import (
	"crypto"
	_ "crypto/sha256" // hashes of certificates
	_ "crypto/sha512"
	"crypto/x509"
)

// EndPoint is the channel binding data tls-server-end-point of a server that
// has shown this certificate (RFC 5929, section 4.1): its hash by the function
// of its own signature, where MD5 and SHA-1 are taken for SHA-256. It is nil
// for a certificate whose signature names no hash function (Ed25519): as in
// PostgreSQL there is no binding then.
func EndPoint(cert *x509.Certificate) []byte {
	if cert == nil {
		return nil
	}
	var h crypto.Hash
	switch cert.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1,
		x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256, x509.DSAWithSHA256:
		h = crypto.SHA256
	case x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384:
		h = crypto.SHA384
	case x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512:
		h = crypto.SHA512
	default:
		return nil
	}
	sum := h.New()
	sum.Write(cert.Raw)
	return sum.Sum(nil)
}

// Package vault keeps people's Atlassian API tokens and the verifiers of their
// tool passwords in one SQLite file, sealed.
//
// # What is written
//
// Each record has a data key of its own. The secret is sealed with it
// (AES-256-GCM), and the data key is sealed with the master key, which is never
// in the file. Both are bound to what stands in clear beside them (site,
// account, id, e-mail, expiry and the rest), so that a row that is changed, or
// whose secret is moved to another row, cannot be opened. The master key is
// proven when the file is opened by a sealed secret of the vault itself, from
// which fingerprints are made too.
//
// Someone who can write to the file but lacks the master key can delete records
// or put back old ones; he can neither read nor make any.
//
// # Changing the master key
//
// A key ring holds one or more master keys: the first seals, all open.
// [RotateKeyFile] puts a new key first, rewraps every record while a server goes
// on, then drops the old one. A writer seals with the key that the file says is
// current, inside the transaction of its write, so that no record is left
// behind under the old key. Whatever moment it is stopped at, the key file holds
// every key that the vault needs, and running it again finishes.
//
// # Files, in reading order
//
//	masterkey.go  keys and where they come from
//	seal.go       the envelope of one record
//	vault.go      the file
//	token.go      saved tokens
//	tool.go       tool passwords
//	operator.go   list, forget, lock
//	rotate.go     another master key
package vault

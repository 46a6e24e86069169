//go:build !unix

package main

func forbidCoreDumps() error { return nil }

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// tokenVariable is the environment variable that check takes the token from.
const tokenVariable = "PGCONFLUENCE_TOKEN"

// maxToken bounds what is read as a token, in bytes.
const maxToken = 16 << 10

// readToken takes the token from the environment or from standard input; a
// person who types it does not see it on the screen.
func readToken(prompt io.Writer) (string, error) {
	if t, ok := os.LookupEnv(tokenVariable); ok {
		return clean(t)
	}
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		fmt.Fprint(prompt, "API token (it is not shown): ")
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(prompt)
		if err != nil {
			return "", fmt.Errorf("reading the token: %w", err)
		}
		return clean(string(b))
	}
	return tokenFrom(os.Stdin)
}

// tokenFrom reads a line.
func tokenFrom(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxToken)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the token: %w", err)
	}
	return clean(line)
}

// clean takes off what pasting and pipes add.
func clean(t string) (string, error) {
	if t = strings.TrimSpace(t); t == "" {
		return "", fmt.Errorf("no API token: set %s, or give it on standard input", tokenVariable)
	}
	return t, nil
}

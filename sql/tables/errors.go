package tables

import (
	"context"
	"errors"
	"strings"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

const tokenPage = "https://id.atlassian.com/manage-profile/security/api-tokens"

// Error turns a failure of package confluence into what a client is told. Any
// other error, a context's end among them, is returned as it is.
func Error(err error) error {
	var e *confluence.Error
	var already *sql.Error
	switch {
	case err == nil, errors.As(err, &already), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case !errors.As(err, &e):
		return err
	}
	out := translate(e)
	out.Cause = err
	if out.Detail == "" && e.Path != "" {
		out.Detail = detail(e)
	}
	return out
}

// detail is what was asked and answered; never a credential.
func detail(e *confluence.Error) string {
	b := strings.Builder{}
	b.WriteString(e.Method + " " + e.Path + ": " + e.Message)
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// translate is the one place where kinds get SQLSTATEs.
func translate(e *confluence.Error) *sql.Error {
	switch e.Kind {
	case confluence.BadCredential:
		return sql.Errorf("28P01", "Confluence does not accept this e-mail and API token").
			WithHint("The token may be mistyped, expired or revoked. Make a new one at %s and log in with it as the password.", tokenPage)
	case confluence.WrongAccount:
		return sql.Errorf("28P01", "the API token belongs to another account than the user name").
			WithHint("Log in with the e-mail of the Atlassian account that made the token.")
	case confluence.NoLicence:
		return sql.Errorf("28000", "the account may not use Confluence on this site").
			WithHint("The token is good. Ask an administrator of the site for access to Confluence.")
	case confluence.ScopeMissing:
		return sql.Errorf("42501", "the API token lacks the scope %s", e.Scope).
			WithHint("Make a token with this scope, or one without scopes, at %s.", tokenPage)
	case confluence.Forbidden:
		return sql.Errorf("42501", "Confluence does not permit this to the account").
			WithHint("Ask an administrator of the site for the permission.")
	case confluence.Suspended:
		return sql.Errorf("08006", "the Confluence site is suspended").
			WithHint("An administrator of the site can wake it up in a browser.")
	case confluence.Unreachable:
		return sql.Errorf("08006", "Confluence cannot be reached").
			WithHint("Try again; if it lasts, see https://status.atlassian.com and the network between this server and the site.")
	case confluence.RateLimited:
		return sql.Errorf("53400", "Confluence asks to send fewer requests").
			WithHint("Try again in a few minutes. A longer confluence.max_age lets more be answered from what has been read already.")
	case confluence.TooMany:
		return sql.Errorf("54000", "Confluence lists no more than 10,000 people").
			WithHint("Ask for users by account_id, or join them to pages or spaces.")
	case confluence.Gone:
		return sql.Errorf("58030", "Confluence has removed a route that is needed").
			WithHint("A newer version of this server may know its successor.")
	case confluence.Protocol:
		return sql.Errorf("58030", "an answer of Confluence is not what its API promises, so that rows might be missing or doubled").
			WithHint("Try again. If it lasts, report it with the detail above.")
	}
	return sql.Errorf("58030", "Confluence did not answer a request as expected").
		WithHint("Try again. If it lasts, report it with the detail above.")
}

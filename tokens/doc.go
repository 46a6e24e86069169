// Package tokens lets people save their own Atlassian API token and use it with
// any tool: it proves tokens, keeps them in the vault, makes tool passwords and
// answers logins with them, tells each person what was done in their name, and
// ends what must end. It knows the wire protocol and SQL as little as they know
// it: cmd wires them together.
//
// # Rules
//
// The only way to act for an account is to prove its token. Nothing is saved
// that was not proven live. Nothing gives a saved token back: it can be used to
// fetch, replaced and forgotten.
//
// # Files, in reading order
//
//	keeper.go    the whole: sites, vault, who may call what
//	prove.go     is this pair good; a plain sentence for each way it is not
//	lacks.go     what a token with scopes may not read
//	saved.go     save, replace, forget; the state of what is saved
//	tool.go      tool passwords
//	login.go     a login with a tool password, as the wire protocol asks for it
//	activity.go  logins and API calls, by person
//	live.go      sessions that are open, and ending them
//	watch.go     tokens that die, and what the operator has stopped
//
// Packages below: vault (the file), scram (the exchange), page (the web page).
package tokens

package tokens

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// Site is a Confluence site that people save tokens for.
type Site struct {
	Name       string // the database name in PostgreSQL clients
	Confluence *confluence.Site
}

// url names the site in the vault: a name can be given to another site in the
// command line, and then no token must go there.
func (s *Site) url() string { return s.Confluence.BaseURL() }

// Config is what a Keeper is made of. Sites and Vault are needed.
type Config struct {
	Sites  []Site
	Vault  *vault.Vault
	Calls  *Calls  // counts API calls, if not nil
	Checks []Check // what tokens with scopes are tried for; nil means DefaultChecks
	// Access, if not nil, finds out instead of Checks what a token with scopes
	// may not read, and Scopes are then all that it should have.
	Access func(context.Context, *confluence.Client) []Lack
	Scopes []string
	// CheckEvery is how old the last proof of a saved token may be when its
	// state is asked for. 0 means 30 seconds.
	CheckEvery time.Duration
	Logger     *slog.Logger
}

// Keeper is the keeper of all saved tokens. It is safe for concurrent use.
type Keeper struct {
	sites    []Site
	vault    *vault.Vault
	calls    *Calls
	checks   []Check
	access   func(context.Context, *confluence.Client) []Lack
	needed   []string
	every    time.Duration
	log      *slog.Logger
	activity *activity
	now      func() time.Time
	life     context.Context // ends with Close
	stop     context.CancelFunc
	asking   sync.WaitGroup

	mu      sync.Mutex
	proofs  map[string]*proof // by the vault's record id
	refused []func(context.Context, *confluence.Client)
}

// New makes a keeper.
func New(cfg Config) (*Keeper, error) {
	if len(cfg.Sites) == 0 || cfg.Vault == nil {
		return nil, errors.New("tokens: a keeper needs a site and a vault")
	}
	k := &Keeper{sites: cfg.Sites, vault: cfg.Vault, calls: cfg.Calls, checks: cfg.Checks,
		access: cfg.Access, needed: cfg.Scopes, every: cfg.CheckEvery, log: cfg.Logger,
		now: time.Now, proofs: map[string]*proof{}}
	if k.checks == nil {
		k.checks = DefaultChecks()
	}
	if k.every <= 0 {
		k.every = 30 * time.Second
	}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	k.activity = newActivity(k)
	k.life, k.stop = context.WithCancel(context.Background())
	return k, nil
}

// Close ends what goes on in the background. The vault stays open.
func (k *Keeper) Close() {
	k.stop()
	k.asking.Wait()
}

// Sites are the names of the sites, in the order of the command line.
func (k *Keeper) Sites() []Site { return k.sites }

// site finds a site by its name.
func (k *Keeper) site(name string) (*Site, bool) {
	for i := range k.sites {
		if k.sites[i].Name == name {
			return &k.sites[i], true
		}
	}
	return nil, false
}

// byURL finds the first site of an address: two names may have the same.
func (k *Keeper) byURL(url string) (*Site, bool) {
	for i := range k.sites {
		if k.sites[i].url() == url {
			return &k.sites[i], true
		}
	}
	return nil, false
}

// Person is who has proven a token: an account on a site.
type Person struct {
	Site    string // its name
	Account string // Atlassian's account id
	Email   string
	Name    string // display name, may be ""
}

// Used is how many API calls were made for a person.
func (k *Keeper) Used(p Person) Used {
	if k.calls == nil {
		return Used{}
	}
	return k.calls.Used(p.Site, p.Email)
}

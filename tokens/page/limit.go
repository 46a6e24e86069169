package page

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// How often a token may be tried: bursts for somebody who mistypes, then slowly,
// so that nobody guesses through this page and no account gets locked by it.
const (
	addressBurst, addressEvery = 20, 6 * time.Second
	accountBurst, accountEvery = 6, 30 * time.Second
	validations                = 16 // at once, of all
	limited                    = 10_000
)

// limits bounds how often tokens are tried, by address and by account.
type limits struct {
	mu        sync.Mutex
	addresses *simplelru.LRU[string, *rate.Limiter]
	accounts  *simplelru.LRU[string, *rate.Limiter]
	places    chan struct{}
}

func newLimits() *limits {
	addresses, _ := simplelru.NewLRU[string, *rate.Limiter](limited, nil) // fails for sizes below 1 only
	accounts, _ := simplelru.NewLRU[string, *rate.Limiter](limited, nil)
	return &limits{addresses: addresses, accounts: accounts, places: make(chan struct{}, validations)}
}

// enter reports how long to wait before trying; 0 means that it may be tried
// now, and that leave must be called.
func (l *limits) enter(address, account string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var held []*rate.Reservation
	for _, x := range []struct {
		lru   *simplelru.LRU[string, *rate.Limiter]
		key   string
		burst int
		every time.Duration
	}{{l.addresses, address, addressBurst, addressEvery}, {l.accounts, account, accountBurst, accountEvery}} {
		if x.key == "" {
			continue
		}
		lim, ok := x.lru.Get(x.key)
		if !ok {
			lim = rate.NewLimiter(rate.Every(x.every), x.burst)
			x.lru.Add(x.key, lim)
		}
		res := lim.Reserve()
		held = append(held, res)
		if wait := res.Delay(); wait > 0 {
			for _, h := range held {
				h.Cancel()
			}
			return wait
		}
	}
	select {
	case l.places <- struct{}{}:
		return 0
	default:
		return time.Second
	}
}

// leave ends a try. A good one is forgiven to the account.
func (l *limits) leave(account string, good bool) {
	<-l.places
	if good {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.accounts.Remove(account)
	}
}

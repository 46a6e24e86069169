package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pgconfluence/pgconfluence/sql"
)

func from(ip string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: 1} }

// tryLogin is one attempt; asked tells whether it got as far as the question.
func tryLogin(t *throttle, user, password string, addr net.Addr, o outcome) (asked bool) {
	a, err := t.begin(context.Background(), Login{User: user, Password: password, Remote: addr})
	if err != nil {
		return false
	}
	if o == rejected {
		a.pause(context.Background())
	}
	a.end(o)
	return true
}

func TestThrottleAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(FailureLimits{Delay: time.Second, MaxDelay: 4 * time.Second}.withDefaults())
		begun := time.Now()
		for i := range 5 {
			// Another address each time, the loopback too: the account counts.
			addr := from(fmt.Sprintf("192.0.2.%d", i))
			if i == 0 {
				addr = from("127.0.0.1")
			}
			if !tryLogin(th, "Ann@example.com", fmt.Sprint(i), addr, rejected) {
				t.Fatalf("attempt %d was refused", i)
			}
		}
		if d := time.Since(begun); d != 1*time.Second+2*time.Second+4*time.Second+4*time.Second+4*time.Second {
			t.Errorf("five failures took %v", d)
		}
		_, err := th.begin(context.Background(), Login{User: "ann@EXAMPLE.com", Password: "6", Remote: from("198.51.100.1")})
		var e *sql.Error
		if !errors.As(err, &e) || e.Code != "28P01" || !strings.Contains(e.Hint, "seconds") {
			t.Errorf("sixth attempt: %v", err)
		}
		if !tryLogin(th, "bob@example.com", "x", from("198.51.100.1"), accepted) {
			t.Error("another account was refused too")
		}
		time.Sleep(time.Minute)
		if !tryLogin(th, "ann@example.com", "7", from("198.51.100.1"), undecided) {
			t.Error("refused although a minute has passed")
		}
		if !tryLogin(th, "ann@example.com", "8", from("198.51.100.1"), accepted) {
			t.Error("an attempt that nobody judged was counted")
		}
		for i := range 5 {
			if !tryLogin(th, "ann@example.com", fmt.Sprint(i), from("198.51.100.1"), rejected) {
				t.Errorf("after a good login attempt %d was refused", i)
			}
		}
	})
}

func TestThrottleAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(FailureLimits{Address: 3}.withDefaults())
		for i := range 3 {
			// Addresses of one IPv6 network are one.
			addr := from(fmt.Sprintf("2001:db8::%d", i+1))
			if !tryLogin(th, fmt.Sprint("user", i), "x", addr, rejected) {
				t.Fatalf("attempt %d was refused", i)
			}
			tryLogin(th, "mine", "good", addr, accepted) // forgives nothing
		}
		for _, ip := range []string{"2001:db8::9", "2001:db8:0:0:1::"} {
			if tryLogin(th, "fresh", "x", from(ip), rejected) {
				t.Errorf("%s was not refused", ip)
			}
		}
		if !tryLogin(th, "mine", "good", from("2001:db8::9"), accepted) {
			t.Error("a proven password was refused")
		}
		if !tryLogin(th, "fresh", "x", from("2001:db8:0:1::"), rejected) {
			t.Error("another network was refused")
		}
		for i := range 10 {
			if !tryLogin(th, fmt.Sprint("local", i), "x", from("127.0.0.1"), rejected) {
				t.Error("the loopback was taken for one address")
			}
		}
	})
}

// Attempts in parallel must not get past the bound together.
func TestThrottleParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(FailureLimits{}.withDefaults())
		var asked, now, most atomic.Int64
		for i := range 200 {
			go func() {
				a, err := th.begin(context.Background(), Login{User: "ann", Password: fmt.Sprint(i), Remote: from("127.0.0.1")})
				if err != nil {
					return
				}
				asked.Add(1)
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Millisecond)
				now.Add(-1)
				a.end(rejected)
			}()
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if asked.Load() != 5 || most.Load() > 5 {
			t.Errorf("%d attempts were asked about, %d at once; the bound is 5", asked.Load(), most.Load())
		}
	})
}

// A pool that opens all its connections with a good password is not held up,
// also while somebody else guesses.
func TestThrottleProvenPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(FailureLimits{}.withDefaults())
		if !tryLogin(th, "ann", "good", from("192.0.2.1"), accepted) {
			t.Fatal("refused")
		}
		for i := range 5 {
			tryLogin(th, "ann", fmt.Sprint(i), from("192.0.2.2"), rejected)
		}
		if tryLogin(th, "ann", "guess", from("192.0.2.2"), rejected) {
			t.Error("a sixth guess was asked about")
		}
		var asked atomic.Int64
		begun := time.Now()
		for range 300 {
			go func() {
				a, err := th.begin(context.Background(), Login{User: "ann", Password: "good", Remote: from("192.0.2.1")})
				if err == nil {
					time.Sleep(100 * time.Millisecond)
					a.end(accepted)
					asked.Add(1)
				}
			}()
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if asked.Load() != 300 {
			t.Errorf("%d of 300 logins with the good password got through in %v", asked.Load(), time.Since(begun))
		}
		// Once it fails it is a guess like any other.
		for i := range 5 {
			if !tryLogin(th, "ann", "good", from("192.0.2.1"), rejected) {
				t.Errorf("failure %d was not asked about", i)
			}
		}
		if tryLogin(th, "ann", "good", from("192.0.2.1"), rejected) {
			t.Error("a password that is no longer good was asked about without end")
		}
	})
}

func TestThrottleWaitEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(FailureLimits{Account: 1}.withDefaults())
		a, err := th.begin(context.Background(), Login{User: "ann", Remote: from("127.0.0.1")})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := th.begin(ctx, Login{User: "ann", Remote: from("127.0.0.1")}); err == nil {
			t.Error("a second attempt went ahead beside the first")
		}
		a.end(accepted)
	})
}

func TestThrottleMemory(t *testing.T) {
	th := newThrottle(FailureLimits{Remembered: 100, Delay: 1, MaxDelay: 1}.withDefaults())
	for i := range 1000 {
		tryLogin(th, fmt.Sprint("user", i), "x", from(fmt.Sprintf("10.0.%d.%d", i/250, i%250)), rejected)
	}
	if a, b := th.accounts.Len(), th.addresses.Len(); a > 100 || b > 100 {
		t.Errorf("%d accounts and %d addresses are remembered", a, b)
	}
}

// On the wire: after the bound the authenticator is not asked any more.
func TestFailedLoginsAreBounded(t *testing.T) {
	var asked atomic.Int64
	_, addr := serve(t, Config{Failures: FailureLimits{Delay: 1, MaxDelay: 1}, Auth: authFunc(
		func(_ context.Context, l Login) (sql.Account, *sql.Engine, error) {
			asked.Add(1)
			return nil, nil, sql.Errorf("28P01", "password authentication failed for user \"%s\"", l.User)
		})})
	for i := range 8 {
		c := dial(t, addr)
		if got := passwordAnswer(c, fmt.Sprint("guess", i)); !strings.HasPrefix(got, `FATAL 28P01 password authentication failed for user "ann"`) {
			t.Errorf("attempt %d: %q", i, got)
		}
	}
	if n := asked.Load(); n != 5 {
		t.Errorf("the authenticator was asked %d times, want 5", n)
	}
	c := dial(t, addr)
	if got := passwordAnswer(c, ""); !strings.Contains(got, "empty password") {
		t.Errorf("empty password: %q", got)
	}
}

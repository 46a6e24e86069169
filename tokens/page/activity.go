package page

import (
	"net/http"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens"
)

// activityBody is the page Activity.
type activityBody struct {
	Live   []*tokens.Live
	Logins []loginRow
	Used   tokens.Used
	Since  time.Time
}

// loginRow is a login in words.
type loginRow struct {
	tokens.Attempt
	Result string
	Good   bool
}

// results are what SQLSTATEs of a login mean to whom they are shown.
var results = map[string]string{
	"":      "logged in",
	"28P01": "refused: wrong password",
	"28000": "refused",
	"08006": "failed: Confluence could not be reached",
	"53300": "refused: too many connections",
	"57P03": "refused: try again later",
	"3D000": "refused: no such database",
	"53400": "failed: Confluence asks to wait",
}

func (p *Page) showActivity(w http.ResponseWriter, r *http.Request, ses *session) {
	var body activityBody
	if ses.person != nil {
		body.Live, body.Used = p.keeper.Live(*ses.person), p.keeper.Used(*ses.person)
		var logins []tokens.Attempt
		logins, body.Since = p.keeper.Logins(*ses.person)
		for _, a := range logins {
			row := loginRow{a, results[a.Code], a.Code == ""}
			if row.Result == "" {
				row.Result = "failed (" + a.Code + ")"
			}
			body.Logins = append(body.Logins, row)
		}
	}
	f := p.frame(ses, "activity", "Activity")
	f.Body = body
	p.show(w, r, http.StatusOK, "activity", f)
}

func (p *Page) endSession(w http.ResponseWriter, r *http.Request, ses *session) {
	done := "The session was ended."
	if !p.keeper.EndSession(*ses.person, r.PostFormValue("id")) {
		done = "That session is over already."
	}
	ses.setFlash(&flash{done: done})
	http.Redirect(w, r, "/activity", http.StatusSeeOther)
}

package sql

import (
	pg "github.com/pganalyze/pg_query_go/v6"
)

const (
	// maxTreeDepth bounds how deep a parse tree may be before it is made: the
	// parser's library walks it by recursion in C, and a thread's stack that
	// overflows there ends the process. 8 MiB last for some 20,000 levels.
	maxTreeDepth = 5000
	// shallowBytes is the length of a text that cannot be that deep: a level
	// takes two bytes at least.
	shallowBytes = 2 * maxTreeDepth
)

// treeDepth estimates the depth of a text's parse tree from its tokens, never
// too low. Brackets nest, and so do chains like 1 + 1 + 1, a JOIN b JOIN c and
// SELECT UNION SELECT, which lean to the left; AND and OR are lists.
func treeDepth(tokens []*pg.ScanToken) int {
	levels := depthLevels{{}}
	deepest := 0
	before := pg.Token_NUL
	for _, token := range tokens {
		kind := token.Token
		if before == pg.Token_ASCII_46 || before == pg.Token_AS && token.KeywordKind != pg.KeywordKind_NO_KEYWORD {
			kind = pg.Token_IDENT // a.or, AS end
		}
		before = token.Token
		top := &levels[len(levels)-1]
		switch kind {
		case pg.Token_ASCII_40, pg.Token_ASCII_91: // ( [
			levels = append(levels, depthLevel{})
		case pg.Token_CASE:
			levels = append(levels, depthLevel{isCase: true})
		case pg.Token_ASCII_41, pg.Token_ASCII_93: // ) ]
			for len(levels) > 1 && levels[len(levels)-1].isCase { // a label without AS
				levels.close()
			}
			levels.close()
		case pg.Token_END_P: // also a label, and a command
			if top.isCase {
				levels.close()
			}
		case pg.Token_ASCII_59: // ;
			*top = depthLevel{deepest: top.max()}
		case pg.Token_ASCII_44, pg.Token_OR, pg.Token_WHEN, pg.Token_THEN, pg.Token_ELSE:
			top.next()
		case pg.Token_AND:
			if top.betweens == 0 {
				top.next()
			} else {
				top.betweens-- // BETWEEN x AND y goes on
			}
		case pg.Token_BETWEEN:
			top.betweens++
			top.chain++
		case pg.Token_JOIN, pg.Token_UNION, pg.Token_EXCEPT, pg.Token_INTERSECT:
			top.sets++
		case pg.Token_IDENT, pg.Token_UIDENT, pg.Token_ICONST, pg.Token_FCONST, pg.Token_SCONST, pg.Token_USCONST,
			pg.Token_BCONST, pg.Token_XCONST, pg.Token_PARAM, pg.Token_ASCII_46, pg.Token_SQL_COMMENT, pg.Token_C_COMMENT,
			pg.Token_SELECT, pg.Token_ALL, pg.Token_FROM, pg.Token_WHERE, pg.Token_AS: // once in what others count
		default: // an operator, or a keyword that may be one
			top.chain++
		}
		deepest = max(deepest, len(levels))
	}
	// What is still open has all that is inside of it.
	sum := 0
	for _, l := range levels {
		sum += l.max()
	}
	return max(deepest, sum)
}

// depthLevels are the brackets that are open, after the text itself.
type depthLevels []depthLevel

// close makes the innermost bracket a part of what is around it.
func (ls *depthLevels) close() {
	n := len(*ls) - 1
	if n == 0 {
		return
	}
	inner := (*ls)[n].max()
	*ls = (*ls)[:n]
	top := &(*ls)[n-1]
	top.inner = max(top.inner, inner+1)
}

// depthLevel is what stands between two brackets, or CASE and END.
type depthLevel struct {
	isCase   bool
	chain    int // operators since the expression began
	inner    int // the deepest bracket in the expression
	betweens int // BETWEENs that wait for their AND
	sets     int // joins and set operations: no comma ends their chain
	deepest  int // of the expressions before
}

func (l *depthLevel) next() {
	l.deepest = max(l.deepest, l.chain+l.inner)
	l.chain, l.inner, l.betweens = 0, 0, 0
}

func (l *depthLevel) max() int { return l.sets + max(l.deepest, l.chain+l.inner) }

// checkDepth refuses a text whose parse tree would be too deep. What cannot be
// cut into tokens is left to the parser to complain about.
func checkDepth(text string) error {
	if len(text) <= shallowBytes {
		return nil
	}
	scan, err := pg.Scan(text)
	if err != nil || treeDepth(scan.Tokens) <= maxTreeDepth {
		return nil
	}
	return errTooDeep()
}

func errTooDeep() *Error {
	return Errorf("54001", "stack depth limit exceeded").WithHint("Nest less, or make chains of operators shorter.")
}

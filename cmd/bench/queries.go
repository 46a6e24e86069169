package main

// aggregate is a question that BI tools ask. Its rows are the same from any
// server; where it cuts them off, their order is total.
type aggregate struct{ name, sql string }

var aggregates = []aggregate{
	{"pages by month", `SELECT date_trunc('month', created_at) AS month, count(*) FROM pages GROUP BY 1 ORDER BY 1`},
	{"edits by day of a year", `SELECT date_trunc('day', version_created_at) AS day, count(*) FROM pages
		WHERE version_created_at >= '2025-06-01' AND version_created_at < '2026-06-01' GROUP BY 1 ORDER BY 1`},
	{"by space", `SELECT space_key, count(*), max(version_created_at) FROM pages GROUP BY space_key ORDER BY 2 DESC, 1`},
	{"top 20 authors", `SELECT author_id, count(*), count(DISTINCT space_id) FROM pages
		GROUP BY author_id ORDER BY 2 DESC, 1 LIMIT 20`},
	{"by status", `SELECT status, count(*) FROM pages GROUP BY status`},
	{"by year", `SELECT extract(year FROM created_at) AS year, count(*), avg(version_number) FROM pages GROUP BY 1 ORDER BY 1`},
	{"count distinct", `SELECT count(DISTINCT author_id), count(DISTINCT space_id), count(DISTINCT version_author_id) FROM pages`},
	{"join spaces", `SELECT s.name, s.type, count(*), sum(p.version_number) FROM pages p JOIN spaces s ON s.id = p.space_id
		WHERE p.status = 'current' GROUP BY s.name, s.type`},
	{"join users", `SELECT u.account_status, u.account_type, count(*) FROM pages p JOIN users u ON u.account_id = p.author_id
		GROUP BY 1, 2`},
	{"month, space, author", `SELECT date_trunc('month', p.created_at) AS month, s.key, u.display_name, count(*)
		FROM pages p JOIN spaces s ON s.id = p.space_id JOIN users u ON u.account_id = p.author_id
		WHERE p.created_at >= '2026-01-01' GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 100`},
	{"ILIKE '%runbook%'", `SELECT count(*) FROM pages WHERE title ILIKE '%runbook%'`},
	{"LIKE 'Incident%'", `SELECT space_key, count(*) FROM pages WHERE title LIKE 'Incident%' GROUP BY space_key`},
	{"CASE buckets", `SELECT CASE WHEN version_number = 1 THEN 'never edited' WHEN version_number <= 5 THEN 'some edits'
			ELSE 'many edits' END AS bucket, count(*), min(created_at) FROM pages GROUP BY 1`},
	{"newest 20", `SELECT id, title, space_key, version_created_at, url FROM pages ORDER BY version_created_at DESC, id LIMIT 20`},
	{"running total", `SELECT month, n, sum(n) OVER (ORDER BY month) FROM
		(SELECT date_trunc('month', created_at) AS month, count(*) AS n FROM pages GROUP BY 1) m ORDER BY month`},
	{"newest 3 of each space", `SELECT space_key, title, version_created_at FROM
		(SELECT space_key, title, version_created_at,
			row_number() OVER (PARTITION BY space_id ORDER BY version_created_at DESC, id) AS nr FROM pages) p WHERE nr <= 3`},
	{"sum and avg", `SELECT space_key, status, sum(version_number), avg(version_number), count(*) FROM pages
		GROUP BY space_key, status HAVING count(*) > 10`},
	{"stale pages", `SELECT s.name, count(*), min(p.version_created_at) FROM pages p JOIN spaces s ON s.id = p.space_id
		WHERE p.version_created_at < '2024-01-01' AND p.status = 'current' GROUP BY s.name ORDER BY 2 DESC, 1 LIMIT 10`},
}

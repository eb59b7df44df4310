-- In one statement a rule of the site holds for all texts or for none of them,
-- and it holds if its row is there.
\set id random(1, 4400)
SELECT 1 / (count(DISTINCT site_diagnose_bounce('kwijibo' || client || ' ' || id)) <= 1
	AND bool_and((site_diagnose_bounce('kwijibo' || client || ' ' || id) = 'virus') =
		EXISTS (SELECT FROM bounce_overrides WHERE phrase = 'kwijibo' || client)))::int
FROM (SELECT id, :client_id AS client FROM corpus WHERE id >= :id - 20 ORDER BY id LIMIT 20) AS f;
SELECT 1 / bool_and(site_classify_bounce(t) = category AND (site_analyze_bounce(t)).reason = reason)::int
FROM (SELECT * FROM corpus WHERE id >= :id - 10 AND t !~ 'kwijibo' ORDER BY id LIMIT 10) AS f;

-- what was said before is said again
\set id random(1, 4400)
SELECT 1 / (count(*) = 20 AND bool_and(classify_bounce(t) = category AND diagnose_bounce(t) = reason AND analyze_bounce(t) IS NOT DISTINCT FROM analysis
	AND bounce_fingerprint(t) = fingerprint AND extract_bounce_code(t) IS NOT DISTINCT FROM extract_bounce_code(t || '')
	AND (SELECT count(*) FROM explain_bounce(t)) > 0))::int
FROM (SELECT * FROM corpus WHERE id >= :id - 20 ORDER BY id LIMIT 20) AS f;

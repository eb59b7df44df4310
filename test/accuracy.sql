--
-- Score the extension on the table corpus (id, text, reason, alt), and show
-- where it errs.  Leaves the wrong verdicts in the table wrong.
--
\pset footer off
\pset null ''

CREATE TABLE scored AS
SELECT c.id, c.text, l.reasons, l.categories,
       (a).category::text AS category, (a).reason::text AS got, (a).certain, (a).rule, (a).evidence,
       (a).category::text = ANY (l.categories) AS category_right, (a).reason::text = ANY (l.reasons) AS reason_right
FROM (SELECT *, analyze_bounce(text) AS a FROM corpus OFFSET 0) AS c,
     LATERAL (SELECT array_agg(r.reason ORDER BY n) AS reasons, array_agg(r.category ORDER BY n) AS categories
              FROM unnest(string_to_array(concat_ws(',', c.reason, nullif(c.alt, '')), ',')) WITH ORDINALITY AS u(reason, n)
              JOIN bounce_reasons r USING (reason)) AS l;
CREATE TABLE wrong AS
SELECT id, array_to_string(reasons, ',') AS expected, got, category_right, certain, rule, evidence, text
FROM scored WHERE NOT reason_right ORDER BY category_right, expected, id;

\echo The five figures, in per cent
SELECT count(*) AS texts,
       round(100.0 * avg(category_right::int), 1) AS category,
       round(100.0 * avg(reason_right::int), 1) AS reason,
       round(100.0 * avg(('email_invalid' = ANY (categories))::int) FILTER (WHERE category = 'email_invalid'), 1) AS "precision(2)",
       round(100.0 * avg((category = 'email_invalid')::int) FILTER (WHERE 'email_invalid' = ALL (categories)), 1) AS "recall(2)",
       round(100.0 * avg((category = 'unknown' AND NOT 'unknown' = ANY (categories))::int), 1) AS undecided
FROM scored;

\echo Certain verdicts, and how many of them are right
SELECT certain, count(*), round(100.0 * avg(category_right::int), 1) AS category, round(100.0 * avg(reason_right::int), 1) AS reason
FROM scored GROUP BY certain ORDER BY certain DESC;

\echo Confusion: what was taken for what, the most frequent first
SELECT reasons[1] AS label, got, count(*) FROM scored WHERE NOT reason_right GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 40;

\echo Rules that decide wrongly most often
SELECT rule, count(*) AS decided, count(*) FILTER (WHERE NOT reason_right) AS wrong
FROM scored WHERE rule IS NOT NULL GROUP BY rule HAVING bool_or(NOT reason_right) ORDER BY wrong DESC, decided, rule LIMIT 30;

\echo Rules that decide something here, and those that decide nothing
SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM scored s WHERE s.rule = r.id)) AS decide,
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM scored s WHERE s.rule = r.id)) AS do_not
FROM bounce_rules() r;

\echo Rules that decide nothing here, by reason
\pset format wrapped
\pset columns 120
SELECT r.reason, count(*), string_agg(r.id, ' ' ORDER BY r.id) AS rules
FROM bounce_rules() r
WHERE NOT EXISTS (SELECT FROM scored s WHERE s.rule = r.id)
GROUP BY r.reason ORDER BY r.reason;

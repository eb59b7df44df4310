-- demo.sql - a Marketo bulk extract of bounced e-mails, as an analyst looks at it with bounce.
--
-- test/demo runs it. To try a query of it on your own extract: run the first two blocks with your file, then any other.

\set QUIET on
\pset footer off
\pset null ''
-- Nothing is wider than this: what does not fit goes on in the next line of its cell.
\pset format wrapped
\pset columns 118

--
-- Load: one row an activity, with all that the e-mail server said in attributes
--

CREATE EXTENSION IF NOT EXISTS bounce;

CREATE TABLE marketo_activities (
	marketo_guid bigint PRIMARY KEY,
	lead_id bigint NOT NULL,
	activity_date timestamptz NOT NULL,
	activity_type_id int NOT NULL,
	campaign_id int,
	asset_id int,
	asset_name text,
	attributes jsonb NOT NULL
);

\copy marketo_activities FROM 'test/data/marketo_activities.csv' WITH (FORMAT csv, HEADER true)

-- The code that decides in each text, found once and stored, and what it means by default.
CREATE TABLE bounces AS
SELECT a.lead_id,
	a.activity_date AS at,
	(a.attributes ->> 'Category')::int AS marketo_category,
	a.attributes ->> 'Details' AS details,
	extract_bounce_code(a.attributes ->> 'Details') AS code
FROM marketo_activities a;

CREATE TABLE codes AS
SELECT c.code, coalesce(i.deck_explanation, i.detail_name, i.meaning) AS explanation, i.deck_type,
	coalesce(i.category, 'unknown') AS category, coalesce(i.reason, 'undetermined') AS reason
FROM (SELECT DISTINCT code FROM bounces WHERE code IS NOT NULL) c,
	LATERAL (
		SELECT * FROM enhanced_code_info(c.code) WHERE enhanced_code(c.code) IS NOT NULL
		UNION ALL
		SELECT * FROM reply_code_info(reply_code(c.code)) WHERE enhanced_code(c.code) IS NULL
	) i;

\echo
\echo '1. What was loaded'
\echo

SELECT count(*) AS bounces,
	count(DISTINCT lead_id) AS leads,
	min(at)::date AS "from",
	max(at)::date AS "to",
	count(DISTINCT details) AS "different texts",
	count(code) AS "with a code",
	count(DISTINCT code) AS "different codes",
	round(100.0 * count(code) / count(*), 1) || ' %' AS "share with a code"
FROM bounces;

\echo '2. The codes that servers answer with, and what they mean'
\echo

SELECT coalesce(b.code::text, 'no code') AS code, count(*) AS bounces,
	to_char(100.0 * count(*) / sum(count(*)) OVER (), '990.0') || ' %' AS share,
	CASE WHEN length(c.explanation) > 56 THEN left(c.explanation, 55) || '…' ELSE c.explanation END AS explanation,
	c.deck_type AS type, c.reason AS "reason by default"
FROM bounces b LEFT JOIN codes c USING (code)
GROUP BY b.code, c.explanation, c.deck_type, c.reason
ORDER BY bounces DESC, b.code
LIMIT 15;

\echo '3. The class of the code against the category that Marketo gave'
\echo

SELECT CASE WHEN is_permanent(b.code) THEN 'permanent (5)' WHEN is_transient(b.code) THEN 'transient (4)'
		WHEN b.code IS NULL THEN 'no code' ELSE 'success (2)' END AS "class of the code",
	count(*) FILTER (WHERE marketo_category = 1) AS "1 spam block",
	count(*) FILTER (WHERE marketo_category = 2) AS "2 email invalid",
	count(*) FILTER (WHERE marketo_category = 3) AS "3 soft",
	count(*) FILTER (WHERE marketo_category = 4) AS "4 technical",
	count(*) FILTER (WHERE marketo_category = 9) AS "9 unknown",
	count(*) AS bounces
FROM bounces b
GROUP BY 1
ORDER BY bounces DESC;

\echo '4. The five most frequent codes, by week (Monday)'
\echo

WITH top AS (
	SELECT code, count(*) AS bounces FROM bounces WHERE code IS NOT NULL GROUP BY code ORDER BY bounces DESC, code LIMIT 5
)
SELECT t.code, to_char(monday, 'Mon DD') AS week, count(*) AS bounces, to_char(monday, 'YYYYMMDD')::int AS week_order
FROM top t JOIN bounces b USING (code), date_trunc('week', b.at AT TIME ZONE 'UTC') AS monday
GROUP BY t.code, t.bounces, monday
ORDER BY t.bounces DESC, t.code
\crosstabview code week bounces week_order

\echo '5. All about one code: SELECT * FROM enhanced_code_info(''5.7.26'')'
\echo

\x on
SELECT * FROM enhanced_code_info('5.7.26');

\echo '   ... and what Google means by it: enhanced_code_info(''5.7.26'', ''google'')'
\echo

SELECT code, meaning, provider_meaning FROM enhanced_code_info('5.7.26', 'google');
\x off

\echo '6. Does the number alone tell what Marketo made of the text?'
\echo

CREATE TEMP VIEW compared AS
SELECT b.*, m.label AS marketo, coalesce(c.category, 'unknown')::text AS by_code
FROM bounces b
JOIN bounce_categories m USING (marketo_category)
LEFT JOIN codes c USING (code);

SELECT CASE WHEN by_code = 'unknown' THEN 'the code leaves it open, or there is none'
		WHEN by_code = marketo THEN 'same category' ELSE 'another category' END AS "code and Marketo",
	count(*) AS bounces,
	to_char(100.0 * count(*) / sum(count(*)) OVER (), '990.0') || ' %' AS share
FROM compared
GROUP BY 1
ORDER BY bounces DESC;

\echo '   Where they differ most'
\echo

SELECT code, count(*) AS bounces, by_code AS "by the code", marketo AS "by Marketo",
	left(regexp_replace(min(details), '\s+', ' ', 'g'), 60) AS "one of the texts"
FROM compared
WHERE by_code NOT IN (marketo, 'unknown')
GROUP BY code, by_code, marketo
ORDER BY bounces DESC, code
LIMIT 12;

-- lead_status.sql - a million activities of 100,000 leads against the plain-SQL
-- definition of marketo_lead_status, and windows of bounce_tally.
--
--   psql -X -f test/bench/lead_status.sql      on any database with bounce
\timing on
\set ON_ERROR_STOP on
SELECT setseed(0.1);
CREATE TEMP TABLE activities AS
SELECT i AS id, 1 + (random() * 99999)::int AS lead,
       (enum_range(NULL::bounce_category))[1 + (random() * 5)::int] AS category,
       timestamptz '2026-01-01' + random() * interval '60 days' AS at,
       '550 5.1.1 <jane@example.com>: text ' || (random() * 50)::int AS cause,
       random() < 0.3 AS certain
FROM generate_series(1, 1000000) AS i;
ANALYZE activities;

\echo marketo_lead_status
CREATE TEMP TABLE got AS SELECT lead, marketo_lead_status(category, at, cause, certain) AS status FROM activities GROUP BY lead;

\echo plain SQL
\ir ../data/lead_status_expected.sql
CREATE TEMP TABLE wanted AS TABLE expected;

SELECT count(*) AS leads, count(*) FILTER (WHERE (e.status).email_invalid) AS invalid,
  count(*) FILTER (WHERE e.status IS DISTINCT FROM g.status) AS differ
FROM wanted e FULL JOIN got g USING (lead);

CREATE AGGREGATE pg_temp.tally_anew(bounce_category) (
  SFUNC = bounce_tally_add, STYPE = bigint[], INITCOND = '{0,0,0,0,0,0}', FINALFUNC = bounce_tally_final);
\echo frames of 1,000 rows over 100,000, moving
SELECT sum((t).bounces) FROM (SELECT bounce_tally(category) OVER (ORDER BY id ROWS 999 PRECEDING) AS t FROM activities WHERE id <= 100000) AS w;
\echo frames of 1,000 rows over 100,000, counted anew
SELECT sum((t).bounces) FROM (SELECT pg_temp.tally_anew(category) OVER (ORDER BY id ROWS 999 PRECEDING) AS t FROM activities WHERE id <= 100000) AS w;
-- A window whose frame does not fit into work_mem is slow in PostgreSQL, whatever the aggregate: count(*) as well.
SET work_mem = '256MB';
\echo frames of 30 days over 1,000,000 rows, moving
SELECT sum((t).bounces) FROM (SELECT bounce_tally(category) OVER (ORDER BY at RANGE interval '30 days' PRECEDING) AS t FROM activities) AS w;

--
-- bounce_tally: bounces counted by category; bounce_tally_merge: tallies added.
--
SELECT (bounce_tally(c)).* FROM unnest(enum_range(NULL::bounce_category)) AS c;
SELECT bounce_tally(c) FROM unnest('{soft,soft,NULL,email_invalid,not_a_bounce,NULL}'::bounce_category[]) AS c;
SELECT bounce_tally(NULL) AS only_nulls, (SELECT bounce_tally('soft') WHERE false) AS no_rows;

-- against plain SQL, by day
SELECT setseed(0.25);
CREATE TABLE bounces AS
SELECT i AS id, date '2026-01-01' + (random() * 59)::int AS day, (enum_range(NULL::bounce_category) || NULL::bounce_category)[1 + (random() * 6)::int] AS category
FROM generate_series(1, 20000) AS i;
ANALYZE bounces;
CREATE TABLE daily AS SELECT day, bounce_tally(category) AS tally FROM bounces GROUP BY day;
CREATE VIEW counted AS
SELECT day, ROW(count(*) FILTER (WHERE category = 'spam_block'), count(*) FILTER (WHERE category = 'email_invalid'), count(*) FILTER (WHERE category = 'soft'),
  count(*) FILTER (WHERE category = 'technical'), count(*) FILTER (WHERE category = 'unknown'), count(*) FILTER (WHERE category = 'not_a_bounce'),
  count(*) FILTER (WHERE is_hard(category)), count(*) FILTER (WHERE is_soft(category)), count(*) FILTER (WHERE category <> 'not_a_bounce'))::bounce_counts AS tally
FROM bounces GROUP BY GROUPING SETS ((day), ());
SELECT count(*) AS days, count(*) FILTER (WHERE c.tally IS DISTINCT FROM d.tally) AS differ FROM counted c FULL JOIN daily d USING (day) WHERE day IS NOT NULL;

-- stored tallies roll up to the whole
SELECT bounce_tally_merge(tally) = (SELECT tally FROM counted WHERE day IS NULL) AS same FROM daily;
SELECT bounce_tally_merge(t) AS with_nulls FROM (VALUES (ROW(1, 2, 3, 4, 5, 6, 0, 0, 0)::bounce_counts), (ROW(10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::bounce_counts), (NULL)) AS v(t);
SELECT (SELECT bounce_tally_merge(tally) FROM daily WHERE false) AS no_rows;

-- parallel workers
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT bounce_tally(category) FROM bounces;
SELECT bounce_tally(category) = (SELECT bounce_tally_merge(tally) FROM daily) AS same FROM bounces;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- windows move over the rows: the same counts as with each frame counted anew
CREATE AGGREGATE tally_anew(bounce_category) (SFUNC = bounce_tally_add, STYPE = bigint[], INITCOND = '{0,0,0,0,0,0}', FINALFUNC = bounce_tally_final);
SELECT count(*) AS rows, count(*) FILTER (WHERE moving <> anew) AS differ, min((moving).bounces) AS least, max((moving).bounces) AS most
FROM (SELECT bounce_tally(category) OVER w AS moving, tally_anew(category) OVER w AS anew FROM bounces
      WINDOW w AS (ORDER BY id ROWS BETWEEN 49 PRECEDING AND CURRENT ROW)) AS t;
SELECT count(*) AS rows, count(*) FILTER (WHERE moving <> anew) AS differ
FROM (SELECT bounce_tally(category) OVER w AS moving, tally_anew(category) OVER w AS anew FROM (SELECT * FROM bounces WHERE id <= 3000) AS b
      WINDOW w AS (ORDER BY day RANGE BETWEEN interval '7 days' PRECEDING AND interval '1 day' PRECEDING EXCLUDE TIES)) AS t;
-- thirty days of stored tallies
SELECT count(*) AS days, count(*) FILTER (WHERE merged IS DISTINCT FROM anew) AS differ
FROM (SELECT day, bounce_tally_merge(tally) OVER (ORDER BY day RANGE interval '29 days' PRECEDING) AS merged,
        (SELECT bounce_tally(category) FROM bounces b WHERE b.day BETWEEN d.day - 29 AND d.day) AS anew FROM daily d) AS t;

-- misuse of the functions behind it is an error
SELECT bounce_tally_add('{1,2}'::bigint[], 'soft'::bounce_category);
SELECT bounce_tally_final('{1,2,3,NULL,5,6}');
SELECT bounce_tally_merge(ROW(9223372036854775807, 0, 0, 0, 0, 0, 0, 0, 0)::bounce_counts) FROM generate_series(1, 2);
SELECT bounce_tally_add('{1,2,3,4,5,6}'::bigint[], 'soft'::bounce_category), bounce_tally_remove('{1,2,3,4,5,6}'::bigint[], 'soft'::bounce_category);

DROP AGGREGATE tally_anew(bounce_category);
DROP VIEW counted;
DROP TABLE bounces, daily;

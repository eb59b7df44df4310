--
-- The verdict where only immutable functions serve, in parallel plans, and
-- under every setting.
--
CREATE TABLE ingested (
  id int PRIMARY KEY,
  details text,
  category bounce_category GENERATED ALWAYS AS (classify_bounce(details)) STORED,
  reason text GENERATED ALWAYS AS (bounce_reason_name(diagnose_bounce(details))) STORED,
  certain boolean GENERATED ALWAYS AS ((analyze_bounce(details)).certain) STORED,
  retry_after interval GENERATED ALWAYS AS ((analyze_bounce(details)).retry_after) STORED,
  fingerprint text GENERATED ALWAYS AS (bounce_fingerprint(details)) STORED
);
INSERT INTO ingested SELECT n, replace(example, '\n', E'\n') FROM bounce_rules() WITH ORDINALITY AS r(id, reason, pattern, conditions, strength, source, example, n);
INSERT INTO ingested VALUES (-1, NULL), (-2, ''), (-3, '450 greylisted, try again in 5 minutes');
SELECT id, category, reason, certain, retry_after, fingerprint FROM ingested WHERE id < 0 ORDER BY id;
UPDATE ingested SET details = '550 5.1.1 user unknown' WHERE id = -2;
SELECT category, reason, fingerprint FROM ingested WHERE id = -2;

-- indexes on expressions, and partial ones
CREATE INDEX ingested_reason ON ingested (diagnose_bounce(details));
CREATE INDEX ingested_fingerprint ON ingested (bounce_fingerprint(details));
CREATE INDEX ingested_hard ON ingested (id) WHERE is_hard_bounce(details);
ANALYZE ingested;
SET enable_seqscan = off; SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM ingested WHERE diagnose_bounce(details) = 'greylisted';
EXPLAIN (COSTS OFF) SELECT id FROM ingested WHERE bounce_fingerprint(details) = '550 5.1.1 user unknown';
EXPLAIN (COSTS OFF) SELECT id FROM ingested WHERE is_hard_bounce(details) AND id < 10;
SELECT (SELECT count(*) FROM ingested WHERE diagnose_bounce(details) = 'greylisted')
     = (SELECT count(*) FROM ingested WHERE reason = 'greylisted') AS index_finds_the_same;
SELECT count(*) AS by_index FROM ingested WHERE bounce_fingerprint(details) = '550 5.1.1 user unknown' AND id = -2;
RESET enable_seqscan; RESET enable_bitmapscan;

-- constants are folded when planning
EXPLAIN (COSTS OFF) SELECT FROM ingested WHERE classify_bounce('550 5.1.1 user unknown') = 'soft';

-- parallel plans: the same as without workers
CREATE TABLE many (details text);
INSERT INTO many SELECT details FROM ingested, generate_series(1, 20);
ANALYZE many;
CREATE VIEW said AS
  SELECT classify_bounce(details) AS category, diagnose_bounce(details, 'mx.example.com') AS reason, is_hard_bounce(details) AS hard,
         is_soft(classify_bounce(details)) AS soft, bounce_fingerprint(details) AS fingerprint, analyze_bounce(details)::text AS analysis, count(*)
  FROM many WHERE details IS NOT NULL AND is_hard_bounce(details) IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;
CREATE FUNCTION runs_in_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  line text;
  found boolean := false;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (VERBOSE) ' || query LOOP
    found := found OR line ~ 'Parallel Seq Scan on public.many';
  END LOOP;
  RETURN found;
END $$;
SET max_parallel_workers_per_gather = 0;
SELECT runs_in_parallel('TABLE said');
CREATE TABLE serial_run AS TABLE said;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
SELECT runs_in_parallel('TABLE said');
CREATE TABLE parallel_run AS TABLE said;
SELECT count(*) > 1000 AS many, sum(count) = (SELECT count(details) FROM many) AS all_there FROM parallel_run;
SELECT count(*) AS differ FROM (TABLE serial_run EXCEPT TABLE parallel_run) AS d;
-- functions that return rows, too
SELECT runs_in_parallel('SELECT count(*) FROM many, explain_bounce(details)');
SELECT count(*) = 20 * (SELECT count(*) FROM ingested, explain_bounce(details)) AS same FROM many, explain_bounce(details);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- Settings change how a value is shown, not the value.  The functions are
-- named with their schema, for search_path is one of the settings.
CREATE TABLE verdicts AS
  SELECT id, details, classify_bounce(details) AS category, diagnose_bounce(details) AS reason, analyze_bounce(details) AS analysis, bounce_fingerprint(details) AS fingerprint
  FROM ingested WHERE details IS NOT NULL;
CREATE FUNCTION differ() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
  SELECT count(*) INTO result FROM public.verdicts v
  WHERE NOT (public.classify_bounce(details) OPERATOR(pg_catalog.=) category AND public.diagnose_bounce(details) OPERATOR(pg_catalog.=) reason
    AND public.bounce_fingerprint(details) OPERATOR(pg_catalog.=) fingerprint
    AND NOT (public.analyze_bounce(details) OPERATOR(pg_catalog.*<>) analysis));
  RETURN result;
END $$;
SELECT differ();
SET search_path = ''; SELECT public.differ(); RESET search_path;
SET client_encoding = 'LATIN1'; SELECT differ(); RESET client_encoding;
SET client_encoding = 'SJIS'; SELECT differ(); RESET client_encoding;
SET DateStyle = 'German, DMY'; SELECT differ(); RESET DateStyle;
SET lc_messages = 'C'; SET lc_numeric = 'C'; SET lc_time = 'C'; SET lc_monetary = 'C'; SELECT differ();
RESET lc_messages; RESET lc_numeric; RESET lc_time; RESET lc_monetary;
SET TimeZone = 'Asia/Kathmandu'; SELECT differ(); RESET TimeZone;
SET extra_float_digits = -15; SET bytea_output = 'escape'; SET standard_conforming_strings = off; SELECT differ();
RESET extra_float_digits; RESET bytea_output; RESET standard_conforming_strings;
SET IntervalStyle = 'iso_8601';
SELECT differ(), (analyze_bounce('450 greylisted, try again in 5 minutes')).retry_after;
SET IntervalStyle = 'sql_standard';
SELECT differ(), (analyze_bounce('450 greylisted, try again in 5 minutes')).retry_after = interval '300 seconds' AS five_minutes;
RESET IntervalStyle;
-- nor does the collation of the argument
SELECT count(*) AS differ FROM verdicts
WHERE diagnose_bounce(details COLLATE "C") <> reason OR diagnose_bounce(details COLLATE "POSIX") <> reason OR diagnose_bounce(details COLLATE ucs_basic) <> reason;
DROP FUNCTION runs_in_parallel, differ;
DROP VIEW said;
DROP TABLE many, serial_run, parallel_run, verdicts, ingested;

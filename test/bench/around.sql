-- around.sql - what is around the classifier, each beside what it is compared
-- with, :runs times around. See test/bench/around.
--
-- Variables: runs, texts (a file for COPY), module (around.c, built).
\ir measures.sql
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;

\ir around_tables.sql

-- the same numbers as codes and as integers, in no order
CREATE TABLE codes AS
SELECT code, ('x' || encode(bounce_code_send(code), 'hex'))::bit(32)::int AS number
FROM (SELECT make_bounce_code(CASE WHEN i % 3 > 0 THEN 400 + i % 155 END, format('%s.%s.%s', 4 + i % 2, i % 8, i * 7919::bigint % 1000)) AS code
	FROM generate_series(1, 1000000) AS i) AS f
ORDER BY md5(code::text);
VACUUM ANALYZE codes;

INSERT INTO measures (what, prepare, statement, base, goal)
SELECT what, 'TRUNCATE ' || tab, format('COPY %s (t) FROM %L', tab, :'texts'), base, goal
FROM (VALUES ('COPY', 'plain', NULL, NULL),
	('COPY, stored column', 'stored', 'COPY', 'at most 1.25'),
	('COPY, trigger that does nothing', 'untouched', 'COPY', NULL),
	('COPY, bounce_classify_trigger', 'filled', 'COPY, trigger that does nothing', 'at most 1.25')) AS f(what, tab, base, goal);
INSERT INTO measures (what, statement, base, goal) VALUES
	('count(classify_bounce(t))', 'SELECT count(classify_bounce(t)) FROM texts', NULL, NULL),
	('count(analyze_bounce(t))', 'SELECT count(analyze_bounce(t)) FROM texts', 'count(classify_bounce(t))', 'at most 1.6'),
	('count(row_of_nulls(t))', 'SELECT count(row_of_nulls(t)) FROM texts', NULL, NULL),
	('LATERAL row_of_nulls', 'SELECT count(a.category) FROM texts, LATERAL row_of_nulls(t) AS a', 'count(row_of_nulls(t))', NULL),
	('LATERAL analyze_bounce', 'SELECT count(a.category) FROM texts, LATERAL analyze_bounce(t) AS a', 'LATERAL row_of_nulls', NULL),
	('the cheap form, OFFSET 0', 'SELECT count((a).category) FROM (SELECT analyze_bounce(t) AS a FROM texts OFFSET 0) AS f',
		'LATERAL analyze_bounce', NULL);
INSERT INTO measures (what, prepare, statement, clock, base, goal) VALUES
	('one process', 'SET max_parallel_workers_per_gather = 0', 'SELECT count(classify_bounce(t)) FROM texts', 'wall', NULL, NULL),
	('one worker beside the leader', 'SET max_parallel_workers_per_gather = 1', 'SELECT count(classify_bounce(t)) FROM texts', 'wall',
		'one process', 'at most 0.56 (1.8 times as fast)');
-- without the indexes of the turn before, or they would be read instead
INSERT INTO measures (what, prepare, statement, base, goal) VALUES
	('sort int4', 'SET max_parallel_workers_per_gather = 0; DROP INDEX IF EXISTS on_number, on_code', 'SELECT number FROM codes ORDER BY number OFFSET 2000000', NULL, NULL),
	('sort bounce_code', NULL, 'SELECT code FROM codes ORDER BY code OFFSET 2000000', 'sort int4', 'about 1'),
	('index on int4', NULL, 'CREATE INDEX on_number ON codes (number)', NULL, NULL),
	('index on bounce_code', NULL, 'CREATE INDEX on_code ON codes (code)', 'index on int4', 'about 1');
CALL measure(:runs);

SELECT what, ms, clock, base AS "compared with", ratio, "from - to", goal FROM pg_temp.report ORDER BY place;

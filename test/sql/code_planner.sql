--
-- What the planner knows of <@, is_permanent and is_transient: each is one
-- range of an index, and its rows are estimated from the column's statistics.
--
CREATE TABLE planned (id serial, code bounce_code);
-- skewed as bounces are: a few codes make up most rows, each with and without a reply code
INSERT INTO planned (code)
  SELECT make_bounce_code(CASE WHEN n % 2 = 0 THEN reply END, code)
  FROM (VALUES (550, '5.1.1', 9000), (552, '5.2.2', 3000), (554, '5.7.1', 2500), (421, '4.7.0', 2000), (452, '4.2.2', 1500),
               (550, '5.7.26', 800), (550, '5.4.1', 600), (451, '4.4.1', 500), (554, '5.0.0', 400), (NULL, '5.1.10', 300),
               (550, '5.1.2', 200), (550, NULL, 1000), (421, NULL, 600)) AS f(reply, code, rows),
       generate_series(1, rows) AS n;
INSERT INTO planned (code) SELECT NULL FROM generate_series(1, 500);
-- and many rare ones: more codes than the most common values hold
INSERT INTO planned (code) SELECT make_bounce_code(NULL, '5.' || s || '.' || d) FROM generate_series(3, 6) AS s, generate_series(100, 599) AS d;
CREATE INDEX planned_code ON planned (code);
VACUUM ANALYZE planned;

EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '5.1';
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '5.1.1';
SET enable_seqscan = off; SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '5';
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE is_permanent(code);
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE is_transient(code);
-- any class and a reply code are filters
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ 'X.7';
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '550';
-- an index range finds what the filter finds
SELECT count(*) AS by_index FROM planned WHERE code <@ '5.1';
SELECT count(*) AS by_index FROM planned WHERE is_permanent(code);
SELECT count(*) AS by_index FROM planned WHERE is_transient(code);
SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_seqscan = on;
SELECT count(*) AS by_filter FROM planned WHERE code <@ '5.1';
SELECT count(*) AS by_filter FROM planned WHERE is_permanent(code);
SELECT count(*) AS by_filter FROM planned WHERE is_transient(code);
RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan; RESET enable_seqscan;

-- a parameter is a range, too, when the plan is made for it; a generic plan filters
PREPARE under(text) AS SELECT count(*) FROM planned WHERE code <@ $1;
SET plan_cache_mode = force_custom_plan;
EXPLAIN (COSTS OFF) EXECUTE under('5.1.2');
SET plan_cache_mode = force_generic_plan;
EXECUTE under('5.1.2');
RESET plan_cache_mode;

-- BRIN takes the same range; hash has none
DROP INDEX planned_code;
CREATE INDEX planned_code ON planned USING brin (code);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '4.2';
SELECT count(*) FROM planned WHERE code <@ '4.2';
RESET enable_seqscan;
DROP INDEX planned_code;
CREATE INDEX planned_code ON planned USING hash (code);
EXPLAIN (COSTS OFF) SELECT count(*) FROM planned WHERE code <@ '4.2';

-- Estimates: rows that the planner expects against those there are.
CREATE FUNCTION estimated(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM planned WHERE ' || condition INTO plan;
  RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
CREATE FUNCTION counted(condition text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
  EXECUTE 'SELECT count(*) FROM planned WHERE ' || condition INTO result;
  RETURN result;
END $$;
SELECT condition, counted(condition) AS rows,
       abs(estimated(condition) - counted(condition)) <= 0.1 * counted(condition) AS within_10_percent
FROM unnest(ARRAY[$$code <@ '5'$$, $$code <@ '4'$$, $$code <@ '5.1'$$, $$code <@ '5.1.1'$$, $$code <@ '5.7'$$, $$code <@ '5.7.26'$$,
                  $$code <@ '4.2.2'$$, $$code <@ '5.4'$$, $$code <@ '5.5'$$, $$code <@ 'X.7'$$, $$code <@ 'X.2.2'$$, $$code <@ '550'$$,
                  $$code <@ '550 5.1.1'$$, 'is_permanent(code)', 'is_transient(code)']) AS condition;
-- nothing is expected where nothing is, and NULL is no prefix
SELECT estimated($$code <@ '2'$$) <= 1 AS none, estimated($$code <@ NULL$$) <= 1 AS null_prefix;

-- joins: the mean of the prefixes on the other side
CREATE TABLE wanted (prefix text);
INSERT INTO wanted VALUES ('5.1'), ('4.2');
ANALYZE wanted;
CREATE FUNCTION estimated_join() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM planned JOIN wanted ON code <@ prefix' INTO plan;
  RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
SELECT count(*), abs(estimated_join() - count(*)) <= 0.1 * count(*) AS within_10_percent
FROM planned JOIN wanted ON code <@ prefix;
DROP FUNCTION estimated, counted, estimated_join;
DROP TABLE planned, wanted;

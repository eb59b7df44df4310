--
-- Order, indexes and aggregates of bounce_code.
--

-- by class, subject, detail, reply; numbers, not letters: 5.7.9 before 5.7.26
SELECT string_agg(c::text, ' < ' ORDER BY c)
FROM unnest('{5.7.26,550,5.7.9,550 5.1.1,5.1.1,421,421 5.1.1,4.2.2,250,5.1.10,5.1.2,554}'::bounce_code[]) AS c;

SELECT '5.1.1'::bounce_code = '5.1.1' AS eq, '5.1.1'::bounce_code <> '550 5.1.1' AS ne, '5.7.9'::bounce_code < '5.7.26' AS lt,
       '5.7.9'::bounce_code <= '5.7.9' AS le, '5.1.1'::bounce_code > '4.7.1' AS gt, '550'::bounce_code >= '551' AS ge;

SELECT min(c), max(c) FROM unnest('{5.7.26,4.2.2,550,550 5.1.1}'::bounce_code[]) AS c;
SELECT min(c), max(c) FROM unnest('{}'::bounce_code[]) AS c;

-- every operator class is valid, and sorts like int4
SELECT am.amname, opc.opcname, amvalidate(opc.oid)
FROM pg_opclass opc JOIN pg_am am ON am.oid = opc.opcmethod
WHERE opc.opcintype = 'bounce_code'::regtype ORDER BY 1;
SELECT amprocnum, amproc::regproc
FROM pg_amproc WHERE amproclefttype = 'bounce_code'::regtype
  AND amprocfamily = (SELECT opcfamily FROM pg_opclass WHERE opcintype = 'bounce_code'::regtype AND opcmethod = 403)
ORDER BY 1;
SELECT oprname, oprcom <> 0 AS commutes, oprnegate <> 0 AS negates, oprrest, oprjoin, oprcanhash, oprcanmerge
FROM pg_operator WHERE oprleft = 'bounce_code'::regtype ORDER BY 1;

-- the three kinds of index find what a scan finds
CREATE TABLE code_order AS
  SELECT n, make_bounce_code(CASE n % 3 WHEN 0 THEN 550 END, 5 - n % 2 || '.' || n % 8 || '.' || n % 30) AS code
  FROM generate_series(1, 20000) AS n;
CREATE TABLE code_order_wanted AS SELECT count(*) FROM code_order WHERE code = '4.1.1' OR code > '5.7.26';
SET enable_seqscan = off;
CREATE INDEX code_order_index ON code_order (code);
SELECT count(*) = (TABLE code_order_wanted) AS btree FROM code_order WHERE code = '4.1.1' OR code > '5.7.26';
SELECT array_agg(code ORDER BY code) = array_agg(code ORDER BY code_class(code), code_subject(code), code_detail(code), reply_code(code) NULLS FIRST) AS same_order FROM code_order;
DROP INDEX code_order_index;
CREATE INDEX code_order_index ON code_order USING hash (code);
EXPLAIN (COSTS OFF) SELECT count(*) FROM code_order WHERE code = '550 4.1.9';
SELECT count(*) = (SELECT count(*) FROM code_order WHERE code::text = '550 4.1.9') AND count(*) > 0 AS hash FROM code_order WHERE code = '550 4.1.9';
DROP INDEX code_order_index;
CREATE INDEX code_order_index ON code_order USING brin (code) WITH (pages_per_range = 4);
SELECT count(*) = (TABLE code_order_wanted) AS brin FROM code_order WHERE code = '4.1.1' OR code > '5.7.26';
RESET enable_seqscan;

-- hash and merge joins, grouping, hash partitions
SET enable_nestloop = off; SET enable_mergejoin = off;
SELECT count(*) FROM code_order a JOIN (SELECT DISTINCT code FROM code_order) b USING (code);
RESET enable_mergejoin; SET enable_hashjoin = off;
SELECT count(*) FROM code_order a JOIN (SELECT DISTINCT code FROM code_order) b USING (code);
RESET enable_hashjoin; RESET enable_nestloop;
SELECT count(*), sum(count) FROM (SELECT code, count(*) FROM code_order GROUP BY code) AS g;
CREATE TABLE code_parted (code bounce_code) PARTITION BY HASH (code);
CREATE TABLE code_parted_0 PARTITION OF code_parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE code_parted_1 PARTITION OF code_parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO code_parted SELECT code FROM code_order;
SELECT count(*) = 20000 AS all_there, count(DISTINCT tableoid) AS partitions FROM code_parted;
DROP TABLE code_parted, code_order, code_order_wanted;

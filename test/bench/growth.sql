-- growth.sql - what the cost of a text grows with, :runs times around. See
-- test/bench/growth.
--
-- Variables: runs, most_rows, tsv (a file for the same figures). The table texts has 100,000.
\ir measures.sql

-- Texts of about one length: the texts one behind the other, cut, or as they are
-- where they are shorter; up to 8 MB of each length.
CREATE TEMP TABLE length AS SELECT 64 << 2 * i AS n, (64 << 2 * i) / 128 + 1 AS texts FROM generate_series(0, 7) AS i;
SELECT format('CREATE UNLOGGED TABLE length_%1$s (t text);
	ALTER TABLE length_%1$s ALTER t SET STORAGE EXTERNAL;
	INSERT INTO length_%1$s SELECT left(string_agg(t, E''\n''), %1$s) FROM (SELECT t, row_number() OVER () - 1 AS i FROM texts) AS f
	GROUP BY i / %2$s HAVING count(*) = %2$s LIMIT %3$s', n, texts, 8388608 / n)
FROM length \gexec
VACUUM ANALYZE;
INSERT INTO measures (what, statement, base)
SELECT format('%s, texts of %s bytes', name, n), format('SELECT count(%s(t)) FROM length_%s', name, n),
	CASE WHEN n <> 1024 THEN format('%s, texts of 1024 bytes', name) END
FROM length, unnest(ARRAY['touch_bytewise', 'classify_bounce']) AS name
ORDER BY name DESC, n;
SELECT format('UPDATE measures SET units = (SELECT sum(octet_length(t)) FROM length_%1$s) WHERE statement LIKE ''%%FROM length_%1$s''', n)
FROM length \gexec

-- More rows are the same ones again, in the same order: nothing is remembered of a text.
CREATE TEMP TABLE number AS SELECT (10 ^ i)::bigint AS n FROM generate_series(5, log(:most_rows)::int) AS i;
SELECT format('CREATE UNLOGGED TABLE rows_%s (t text)', n) FROM number \gexec
SELECT format('INSERT INTO rows_%s SELECT t FROM texts', n) FROM number, generate_series(1, n / 100000) \gexec
VACUUM ANALYZE;
INSERT INTO measures (what, statement, base, units, runs)
SELECT format('classify_bounce, %s rows', n), format('SELECT count(classify_bounce(t)) FROM rows_%s', n),
	CASE WHEN n > 100000 THEN 'classify_bounce, 100000 rows' END, n, CASE WHEN n > 1000000 THEN 1 END
FROM number;

-- Rules of the site: three words that are in the texts, so that each is looked at.
CREATE TABLE rules AS
WITH word AS (
	SELECT row_number() OVER (ORDER BY md5(word)) AS n, word
	FROM (SELECT DISTINCT w[1] AS word FROM (SELECT t FROM texts LIMIT 20000) AS f, regexp_matches(lower(t), '\m[a-z]{4,12}\M', 'g') AS w) AS f
	LIMIT 500
), words AS (SELECT count(*) AS words FROM word)
SELECT DISTINCT ON (i) i, a.word || ' ' || b.word || ' ' || c.word AS phrase
FROM words, generate_series(1, 10000) AS i
JOIN word AS a ON a.n = 1 + i % (SELECT words FROM words)
JOIN word AS b ON b.n = 1 + i * 7 / 3 % (SELECT words FROM words)
JOIN word AS c ON c.n = 1 + i * 13 / 11 % (SELECT words FROM words);
CREATE UNLOGGED TABLE some_texts AS SELECT t FROM texts LIMIT 20000;
VACUUM ANALYZE some_texts;

-- They are compiled before the clock starts.
INSERT INTO measures (what, prepare, statement, base, goal, units)
SELECT format('site_classify_bounce, %s %s', n, kind),
	format('TRUNCATE bounce_overrides; INSERT INTO bounce_overrides (%s, reason) SELECT %s, ''policy'' FROM rules WHERE i <= %s;
		SELECT count(site_classify_bounce(t)) FROM (SELECT t FROM texts LIMIT 1000) AS f',
		CASE kind WHEN 'phrases' THEN 'phrase' ELSE 'regex' END,
		CASE kind WHEN 'phrases' THEN 'phrase' ELSE $$replace(phrase, ' ', '\W+')$$ END, n),
	'SELECT count(site_classify_bounce(t)) FROM ' || source,
	CASE WHEN n > 0 THEN 'site_classify_bounce, 0 ' || kind END, CASE WHEN n = 1000 THEN 'at most 1.5' END, rows
FROM (VALUES ('phrases', 'texts', 100000, ARRAY[0, 10, 1000, 10000]),
	('regular expressions', 'some_texts', 20000, ARRAY[0, 1, 10, 100])) AS f (kind, source, rows, numbers), unnest(numbers) AS n;

CALL measure(:runs);
TRUNCATE bounce_overrides;

CREATE VIEW pg_temp.grown AS
SELECT what, round(ns_per_unit::numeric, CASE WHEN what LIKE '%bytes' THEN 2 ELSE 0 END) AS "ns per row or byte",
	base AS "compared with", ratio, "from - to", goal
FROM pg_temp.report ORDER BY place;

SELECT * FROM pg_temp.grown;
COPY (SELECT * FROM pg_temp.grown) TO STDOUT WITH (FORMAT csv, DELIMITER E'\t', HEADER) \g :tsv

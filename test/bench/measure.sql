-- measure.sql - time count(f(t)) over the table texts for one function after
-- the other, :runs times around, in one backend.
--
-- Times are those of the processor: the table is in memory, nothing waits, and
-- other processes on the machine count less than by the clock on the wall.
-- That is shown, too; the two differ when the machine is busy.
--
-- What costs a hundred times as much runs over texts_sampled, which has some of
-- the rows; all figures are per row.
--
-- Variables: runs, tsv (a file for the same figures), hyperscan and plperl
-- (whether they are there).
\pset footer off
\pset tuples_only on
SELECT 'bytes_automaton: ' || bytes_automaton_load(array_agg(DISTINCT phrase)) FROM phrases;
\if :hyperscan
SELECT 'hyperscan: ' || hyperscan_load(array_agg(DISTINCT phrase)) FROM phrases;
\else
\echo hyperscan: left out, for libhyperscan-dev is not there
\endif
\if :plperl
\else
\echo PL/Perl: left out, for this server does not have it
\endif
\pset tuples_only off

-- A rival that finds less than it should would not be one.
SELECT count(*) FILTER (WHERE bytes_automaton(t) <> 0) AS texts_with_a_phrase,
	count(*) FILTER (WHERE bytes_automaton(t) <> bytes_automaton_streams(t)) AS streams_differ
FROM texts;

-- What would be written without bounce, with the phrases of the rules that are
-- met most often: of each rule its commonest phrase, strong rules first.
CREATE TEMP TABLE chosen AS
SELECT row_number() OVER (ORDER BY texts DESC, phrase) AS rank, phrase, reason, strength
FROM (SELECT DISTINCT ON (rule) phrase, reason, strength, count(*) AS texts
	FROM phrases JOIN (SELECT lower(t) AS t FROM texts_sampled LIMIT 1000) AS f ON strpos(t, phrase) > 0
	WHERE reason NOT LIKE '@%'
	GROUP BY rule, phrase, reason, strength
	ORDER BY rule, count(*) DESC, phrase) AS f
ORDER BY rank LIMIT 100;

CREATE TABLE patterns AS
SELECT '%' || regexp_replace(phrase, '([%_\\])', '\\\1', 'g') || '%' AS pattern, reason,
	row_number() OVER (ORDER BY strength DESC, rank) AS priority
FROM chosen;
ANALYZE patterns;

-- The regular expression that finds a phrase.
CREATE FUNCTION pg_temp.literally(phrase text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT regexp_replace(phrase, '([^[:alnum:] ])', '\\\1', 'g')
$$;

CREATE TEMP TABLE candidates (place integer GENERATED ALWAYS AS IDENTITY, what text, statement text, source text DEFAULT 'texts');
INSERT INTO candidates (what, statement)
SELECT 'count(' || argument || ')', 'SELECT count(' || argument || ') FROM texts'
FROM unnest(ARRAY['*', 't']) AS argument;
INSERT INTO candidates (what, statement)
SELECT name, 'SELECT count(' || name || '(t)) FROM texts'
FROM unnest(ARRAY['touch', 'touch_bytewise', 'bytes_automaton', 'bytes_automaton_streams', 'hyperscan',
	'extract_bounce_code', 'classify_bounce', 'diagnose_bounce', 'analyze_bounce',
	'bounce_fingerprint']) WITH ORDINALITY AS f (name, place)
WHERE EXISTS (SELECT FROM pg_proc WHERE proname = name)
ORDER BY place;
INSERT INTO candidates (what, statement, source)
SELECT 'CASE, 30 of ~*',
	format('SELECT count(CASE %s END) FROM texts_sampled',
		string_agg(format('WHEN t ~* %L THEN %L', pg_temp.literally(phrase), reason), ' ' ORDER BY strength DESC, rank)),
	'texts_sampled'
FROM chosen WHERE rank <= 30;
INSERT INTO candidates (what, statement, source)
SELECT 'CASE, ' || count(*) || ' of ILIKE',
	format('SELECT count(CASE %s END) FROM texts_sampled',
		string_agg(format('WHEN t ILIKE %L THEN %L', pattern, reason), ' ' ORDER BY priority)),
	'texts_sampled'
FROM patterns;
-- The text is folded once a row, not once a branch.
INSERT INTO candidates (what, statement, source)
SELECT 'CASE, ' || count(*) || ' of LIKE on lower()',
	format('SELECT count(CASE %s END) FROM (SELECT lower(t) AS t FROM texts_sampled OFFSET 0) AS f',
		string_agg(format('WHEN t LIKE %L THEN %L', pattern, reason), ' ' ORDER BY priority)),
	'texts_sampled'
FROM patterns;
INSERT INTO candidates (what, statement, source)
SELECT 'join with ' || count(*) || ' patterns',
	'SELECT count(p.reason) FROM texts_sampled LEFT JOIN LATERAL
		(SELECT reason FROM patterns WHERE t ILIKE pattern ORDER BY priority LIMIT 1) AS p ON true',
	'texts_sampled'
FROM patterns;

\if :plperl
CREATE EXTENSION plperl;
-- The first of the phrases in the text; the expression is compiled once.
SELECT format($$CREATE FUNCTION perl_alternation(text) RETURNS text LANGUAGE plperl IMMUTABLE STRICT AS %L$$,
	format('return $_[0] =~ /(%s)/i ? $1 : undef;', string_agg(pg_temp.literally(phrase), '|' ORDER BY rank)))
FROM chosen \gexec
INSERT INTO candidates (what, statement, source)
SELECT 'PL/Perl, alternation of ' || count(*), 'SELECT count(perl_alternation(t)) FROM texts_sampled', 'texts_sampled'
FROM patterns;
\endif

-- How many of the texts the 100 phrases find; the others cost them most.
SELECT count(*) AS phrases, (SELECT round(100.0 * count(*) FILTER (WHERE EXISTS (SELECT FROM patterns WHERE t ILIKE pattern)) / count(*), 1)
	FROM texts_sampled) AS percent_of_texts_with_one
FROM patterns;

CREATE TEMP TABLE timings (run integer, what text, cpu double precision, wall double precision);

-- psql does not look for its variables in a DO block.
SELECT set_config('bench.runs', :'runs', false) AS runs \gset

-- The first time around warms everything and is not kept.
DO $$
DECLARE
	candidate record;
	start timestamptz;
	used double precision;
BEGIN
	FOR run IN 0 .. current_setting('bench.runs')::integer LOOP
		FOR candidate IN SELECT * FROM candidates ORDER BY place LOOP
			start := clock_timestamp();
			used := cpu_seconds();
			EXECUTE candidate.statement;
			IF run > 0 THEN
				INSERT INTO timings
				VALUES (run, candidate.what, cpu_seconds() - used,
					extract(epoch FROM clock_timestamp() - start));
			END IF;
		END LOOP;
	END LOOP;
END
$$;

CREATE TEMP VIEW report AS
WITH source AS (
	SELECT 'texts' AS source, count(*)::double precision AS rows, avg(octet_length(t)) AS bytes FROM texts
	UNION ALL
	SELECT 'texts_sampled', count(*)::double precision, avg(octet_length(t)) FROM texts_sampled
), per_row AS (
	SELECT place, run, what, rows, bytes, 1e9 * cpu / rows AS ns, 1e9 * wall / rows AS wall
	FROM candidates JOIN timings USING (what) JOIN source USING (source)
), compared AS (
	SELECT p.*, p.ns / t.ns AS x_touch, p.ns / b.ns AS x_bytewise
	FROM per_row AS p JOIN per_row AS t USING (run) JOIN per_row AS b USING (run)
	WHERE t.what = 'touch' AND b.what = 'touch_bytewise'
), summary AS (
	SELECT place, what, rows, bytes, min(ns) AS least, max(ns) AS most,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY ns) AS ns,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY wall) AS wall,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY x_touch) AS x_touch,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY x_bytewise) AS x_bytewise
	FROM compared
	GROUP BY place, what, rows, bytes
)
SELECT what,
	rows,
	round(ns::numeric) AS "ns/row",
	round(x_touch::numeric, 2) AS "x touch",
	round(x_bytewise::numeric, 2) AS "x touch_bytewise",
	round(least::numeric) || ' - ' || round(most::numeric) AS "min - max",
	round((1e9 / ns)::numeric) AS "rows/s",
	round((1e3 * bytes / ns)::numeric, 1) AS "MB/s",
	round(wall::numeric) AS "wall ns/row"
FROM summary
ORDER BY place;

SELECT * FROM report;
COPY (SELECT * FROM report) TO STDOUT WITH (FORMAT csv, DELIMITER E'\t', HEADER) \g :tsv

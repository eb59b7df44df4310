-- measure.sql - time count(f(t)) over the table texts for one function after
-- the other, :runs times around, in one backend.
--
-- Times are those of the processor: the table is in memory, nothing waits, and
-- other processes on the machine count less than by the clock on the wall.
-- That is shown, too; the two differ when the machine is busy.
--
-- Variables: runs, phrases (the file for bytes_automaton).
\pset footer off
\pset tuples_only on
SELECT 'bytes_automaton: ' || bytes_automaton_load(:'phrases');
\pset tuples_only off

-- A rival that finds less than it should would not be one.
SELECT count(*) FILTER (WHERE bytes_automaton(t) <> 0) AS texts_with_a_phrase,
	count(*) FILTER (WHERE bytes_automaton(t) <> bytes_automaton_streams(t)) AS streams_differ
FROM texts;

CREATE TEMP TABLE candidates (place integer GENERATED ALWAYS AS IDENTITY, what text, expression text);
INSERT INTO candidates (what, expression) VALUES ('count(*)', '*'), ('count(t)', 't');
INSERT INTO candidates (what, expression)
	SELECT name, name || '(t)'
	FROM unnest(ARRAY['touch', 'touch_bytewise', 'bytes_automaton', 'bytes_automaton_streams',
		'extract_bounce_code', 'classify_bounce', 'diagnose_bounce', 'analyze_bounce',
		'bounce_fingerprint']) WITH ORDINALITY AS f (name, place)
	WHERE to_regprocedure(name || '(text)') IS NOT NULL
	ORDER BY place;
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
			EXECUTE format('SELECT count(%s) FROM texts', candidate.expression);
			IF run > 0 THEN
				INSERT INTO timings
				VALUES (run, candidate.what, cpu_seconds() - used,
					extract(epoch FROM clock_timestamp() - start));
			END IF;
		END LOOP;
	END LOOP;
END
$$;

WITH total AS (
	SELECT count(*)::double precision AS rows FROM texts
), compared AS (
	SELECT candidates.place, candidates.what, timings.cpu, timings.wall, timings.cpu / touch.cpu AS ratio
	FROM candidates JOIN timings USING (what) JOIN timings AS touch USING (run)
	WHERE touch.what = 'touch'
), summary AS (
	SELECT what, place, rows,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY cpu) AS cpu, min(cpu) AS least, max(cpu) AS most,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY wall) AS wall,
		percentile_cont(0.5) WITHIN GROUP (ORDER BY ratio) AS ratio
	FROM compared, total
	GROUP BY what, place, rows
)
SELECT what,
	round((1e9 * cpu / rows)::numeric) AS "ns/row",
	round(ratio::numeric, 2) AS "x touch",
	round((1e9 * least / rows)::numeric) || ' - ' || round((1e9 * most / rows)::numeric) AS "min - max",
	to_char(rows / cpu, 'FM999,999,999') AS "rows/s",
	round((1e9 * wall / rows)::numeric) AS "wall ns/row"
FROM summary
ORDER BY place;

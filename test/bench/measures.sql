-- measures.sql - statements that are timed in turn, each beside what it is
-- compared with: around.sql and growth.sql fill the table measures, call
-- measure() and read the view report.
\pset footer off
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE measures (
	place int GENERATED ALWAYS AS IDENTITY, what text PRIMARY KEY,
	prepare text,				-- before the clock starts
	statement text,
	clock text DEFAULT 'cpu',	-- or "wall"
	base text,					-- compared with this one
	goal text,
	units float8 DEFAULT 1,		-- rows or bytes that it reads
	runs int					-- no more than these
);

CREATE TEMP TABLE timings (run int, what text, seconds float8) ON COMMIT PRESERVE ROWS;

-- The first time around warms everything and is not kept.
CREATE PROCEDURE measure(runs int) LANGUAGE plpgsql AS $$
DECLARE
	m measures;
	start timestamptz;
	used float8;
BEGIN
	FOR run IN 0 .. runs LOOP
		FOR m IN SELECT * FROM measures ORDER BY place LOOP
			CONTINUE WHEN run > m.runs;
			IF m.prepare IS NOT NULL THEN
				EXECUTE m.prepare;
				COMMIT;
			END IF;
			start := clock_timestamp();
			used := cpu_seconds();
			EXECUTE m.statement;
			IF run > 0 THEN
				INSERT INTO timings VALUES (run, m.what,
					CASE m.clock WHEN 'cpu' THEN cpu_seconds() - used ELSE extract(epoch FROM clock_timestamp() - start) END);
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END
$$;

-- Medians; a ratio is that of the times per unit within one turn, "from - to" the
-- least and the greatest.
CREATE VIEW pg_temp.report AS
WITH per_unit AS (
	SELECT m.*, run, seconds, seconds / units AS own FROM measures AS m JOIN timings USING (what)
), compared AS (
	SELECT p.*, p.own / b.own AS to_base FROM per_unit AS p LEFT JOIN per_unit AS b ON b.what = p.base AND b.run = p.run
)
SELECT place, what, clock, base, goal,
	round(1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric) AS ms,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY own) * 1e9 AS ns_per_unit,
	round(percentile_cont(0.5) WITHIN GROUP (ORDER BY to_base)::numeric, 2) AS ratio,
	round(min(to_base)::numeric, 2) || ' - ' || round(max(to_base)::numeric, 2) AS "from - to"
FROM compared
GROUP BY place, what, clock, base, goal;

--
-- Functions of a text cost as much as many comparisons, and the planner knows:
-- it has workers share them, does cheap conditions first, and reads an index
-- rather than all texts.
--
CREATE TABLE texts (id int, code bounce_code, t text);
INSERT INTO texts
  SELECT i, extract_bounce_code(t), rpad(t, 170, ' .')
  FROM generate_series(1, 50000) AS i,
       LATERAL (SELECT (ARRAY['550 5.1.1 User unknown', '552 5.2.2 Mailbox full', '421 4.7.0 Try again later'])[1 + i % 3] AS t) AS f;
VACUUM ANALYZE texts;

-- workers for verdicts, not for lengths
EXPLAIN (COSTS OFF) SELECT count(length(t)) FROM texts;
EXPLAIN (COSTS OFF) SELECT count(classify_bounce(t)) FROM texts;
EXPLAIN (COSTS OFF) SELECT bounce_tally(classify_bounce(t)) FROM texts;
EXPLAIN (COSTS OFF) SELECT analyze_bounce(t) FROM texts WHERE classify_bounce(t) = 'spam_block';

-- cheap conditions first, whatever the order that they are written in
SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT id FROM texts
  WHERE (analyze_bounce(t)).certain AND classify_bounce(t) = 'email_invalid' AND extract_bounce_code(t) IS NOT NULL AND code <@ '5.1';

-- a third of the rows from an index rather than a verdict on each
CREATE INDEX texts_category ON texts (classify_bounce(t));
ANALYZE texts;
EXPLAIN (COSTS OFF) SELECT id FROM texts WHERE classify_bounce(t) = 'email_invalid';
-- dearer functions cost more
SELECT p.proname, p.procost
FROM pg_proc p
WHERE p.oid IN ('extract_bounce_code(text)'::regprocedure, 'classify_bounce(text)'::regprocedure, 'analyze_bounce(text)'::regprocedure,
                'site_analyze_bounce(text)'::regprocedure, 'explain_bounce(text)'::regprocedure)
ORDER BY p.procost;
DROP TABLE texts;

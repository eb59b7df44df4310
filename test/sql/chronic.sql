--
-- bounce_is_chronic: so many bounces, over so long a time, since the last delivery.
--
SET timezone = 'UTC';

-- five bounces over fourteen days; each is a day, D before it for a delivery, A for an automatic reply
CREATE FUNCTION chronic(happened text, min_bounces int DEFAULT 5, span interval DEFAULT '14 days') RETURNS boolean LANGUAGE sql AS $$
  SELECT bounce_is_chronic(CASE WHEN e LIKE 'D%' THEN 'delivered' WHEN e LIKE 'A%' THEN 'auto_reply' ELSE 'mailbox_full' END::bounce_reason,
                           timestamptz '2026-01-01' + ltrim(e, 'DA')::numeric * interval '1 day', min_bounces, span)
  FROM string_to_table(happened, ' ') AS e
$$;
SELECT happened, chronic(happened) FROM (VALUES
  ('0 3 6 9 14'),
  ('0 3 6 14'),                  -- four only
  ('0 3 6 9 13.9'),              -- too short a time
  ('14 9 6 3 0'),                -- in whatever order
  ('0 0 0 0 14'),                -- equal times count
  ('0 3 6 9 14 D15'),            -- delivered since
  ('D-1 0 3 6 9 14'),            -- delivered before
  ('0 3 6 9 14 D2'),             -- four since
  ('0 3 6 9 14 D0'),             -- at the very time of a bounce: the bounce is before it
  ('0 D1 2 5 9 12 15.9'),
  ('0 D1 2 5 9 12 16'),
  ('0 D1 D20 21 22 23 24 25 40'),
  ('0 3 6 A9 14'),               -- an automatic reply is no bounce
  ('0 3 6 9 A15 14'),            -- and no delivery
  ('D0')) AS v(happened);
-- every reason that is a bounce counts
SELECT chronic, count(*) AS reasons, CASE WHEN NOT chronic THEN array_agg(r ORDER BY r) END AS which
FROM (SELECT r, bounce_is_chronic(r, timestamptz '2026-01-01' + n * interval '1 day', 2, '1 day') AS chronic
      FROM unnest(enum_range(NULL::bounce_reason)) AS r, generate_series(1, 2) AS n GROUP BY r) AS t GROUP BY chronic ORDER BY chronic DESC;

-- other parameters; a month is 30 days and a day 24 hours
SELECT chronic('0', 1, '0') AS one, chronic('0', 2, '0') AS one_of_two, chronic('0 0', 2, '0') AS two, chronic('0 29.9', 2, '1 month') AS short_month, chronic('0 30', 2, '1 month') AS month;
-- rows without a reason or a time say nothing
SELECT bounce_is_chronic(r, t, 1, '0') FROM (VALUES (NULL::bounce_reason, timestamptz '2026-01-01'), ('timeout', NULL)) AS v(r, t);
SELECT bounce_is_chronic('timeout', now(), 1, '0') WHERE false;
-- wrong parameters
SELECT bounce_is_chronic('timeout', '2026-01-01', 0, '1 day');
SELECT bounce_is_chronic('timeout', '2026-01-01', 5, '-1 day');
SELECT bounce_is_chronic('timeout', '2026-01-01', NULL, '1 day');
SELECT bounce_is_chronic('timeout', '2026-01-01', 5, NULL);
SELECT bounce_is_chronic('timeout', '2026-01-01', n, '1 day') FROM generate_series(1, 2) AS n;
SELECT bounce_is_chronic('timeout', '2026-01-01', 5, '1000000 years');

--
-- Against the definition in plain SQL, in random parts, with several parameters
--
SELECT setseed(0.75);
CREATE TABLE events AS
SELECT i AS id, 1 + (random() * 999)::int AS lead,
       (ARRAY['mailbox_full', 'timeout', 'user_unknown', 'delivered', 'auto_reply', NULL, 'mailbox_full', 'policy']::bounce_reason[])[1 + (random() * 7)::int] AS reason,
       CASE WHEN random() < 0.98 THEN timestamptz '2026-01-01' + (random() * 60)::int * interval '12 hours' END AS at
FROM generate_series(1, 20000) AS i;
ANALYZE events;
CREATE AGGREGATE part_of_chronic(bounce_reason, timestamptz, int, interval) (SFUNC = bounce_chronic_add, STYPE = bigint[]);
CREATE AGGREGATE merge_chronic(bigint[]) (SFUNC = bounce_chronic_merge, STYPE = bigint[], FINALFUNC = bounce_chronic_final);
CREATE FUNCTION expected(min_bounces int, span interval) RETURNS TABLE (lead int, chronic boolean) LANGUAGE sql AS $$
  SELECT lead, coalesce(count(*) FILTER (WHERE bounce) >= min_bounces AND max(at) FILTER (WHERE bounce) - min(at) FILTER (WHERE bounce) >= span, false)
  FROM (SELECT e.lead, e.at, b.category <> 'not_a_bounce' AND e.at IS NOT NULL AND e.at > coalesce(d.at, '-infinity') AS bounce
        FROM events e LEFT JOIN bounce_reasons b ON b.reason = bounce_reason_name(e.reason)
          LEFT JOIN (SELECT lead, max(at) AS at FROM events WHERE reason = 'delivered' GROUP BY lead) AS d USING (lead)) AS t
  GROUP BY lead
$$;
CREATE FUNCTION in_parts(parts int, min_bounces int, span interval) RETURNS TABLE (lead int, chronic boolean) LANGUAGE sql AS $$
  SELECT lead, merge_chronic(state ORDER BY random())
  FROM (SELECT lead, part_of_chronic(reason, at, min_bounces, span ORDER BY random()) AS state
        FROM (SELECT *, (random() * parts)::int AS part FROM events OFFSET 0) AS r GROUP BY lead, part) AS p
  GROUP BY lead
$$;
SELECT parts, min_bounces, span, count(*) AS leads, count(*) FILTER (WHERE e.chronic) BETWEEN 1 AND 999 AS some_chronic, count(*) FILTER (WHERE e.chronic IS DISTINCT FROM p.chronic) AS differ
FROM (VALUES (0, 5, '14 days'::interval), (1, 5, '14 days'), (3, 5, '14 days'), (20, 5, '14 days'), (20, 1, '7 days'), (20, 2, '20 days'), (20, 12, '2 days'), (2, 8, '0')) AS v(parts, min_bounces, span),
  LATERAL expected(min_bounces, span) AS e JOIN LATERAL in_parts(parts, min_bounces, span) AS p USING (lead)
GROUP BY parts, min_bounces, span ORDER BY span, min_bounces, parts;

-- by parallel workers
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT lead, bounce_is_chronic(reason, at, 5, '14 days') FROM events GROUP BY lead;
SELECT count(*) AS differ
FROM expected(5, '14 days') AS e JOIN (SELECT lead, bounce_is_chronic(reason, at, 5, '14 days') AS chronic FROM events GROUP BY lead) AS g USING (lead)
WHERE e.chronic IS DISTINCT FROM g.chronic;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- the state is bounded by what can still matter: the last bounces, and the times within span
SELECT cardinality(part_of_chronic('timeout', timestamptz '2026-01-01' + i * interval '1 hour', 5, '2 days')) < 200 AS small FROM generate_series(1, 100000) AS i;
-- a window may ask for the state again and again
SELECT i, bounce_is_chronic(CASE WHEN i = 5 THEN 'delivered' ELSE 'timeout' END::bounce_reason, timestamptz '2026-01-01' + i * interval '1 day', 2, '1 day') OVER (ORDER BY i)
FROM generate_series(1, 7) AS i;

-- the functions behind it take any array without harm
SELECT bounce_chronic_final('{}'), bounce_chronic_final('{5,1}');
SELECT bounce_chronic_final('{5,1,0,100,1}');
SELECT bounce_chronic_merge('{5,1,0,0}', '{6,1,0,0}');

DROP FUNCTION chronic, expected, in_parts;
DROP AGGREGATE part_of_chronic(bounce_reason, timestamptz, int, interval), merge_chronic(bigint[]);
DROP TABLE events;

--
-- marketo_lead_status: what a lead's record shows after all its bounces.
--
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
\pset null (null)

-- a story: blocked, invalid, and a full mailbox in between
\x
SELECT (s).* FROM (
  SELECT marketo_lead_status(category, at, details) AS s
  FROM (VALUES ('soft'::bounce_category, timestamptz '2026-03-05 10:00', 'full'), ('spam_block', '2026-03-01 10:00', 'blocked'), ('spam_block', '2026-03-04 10:00', 'blocked again'),
    ('email_invalid', '2026-03-08 10:00', 'gone'), ('email_invalid', '2026-03-07 10:00', 'unknown'), ('not_a_bounce', '2026-03-09 10:00', 'delivered')) AS v(category, at, details)) AS t;
\x

-- one bounce of each category: what it does to the record
SELECT c AS category, (s).email_invalid AS invalid, (s).invalid_since, (s).email_suspended_until AS suspended_until, (s).hard_bounces AS hard, (s).soft_bounces AS soft, (s).last_bounced_at AS last
FROM (SELECT c, marketo_lead_status(c, '2026-03-01 12:00', 'text') AS s FROM unnest(enum_range(NULL::bounce_category)) AS c GROUP BY c) AS t ORDER BY c;

-- rows without a category or a time say nothing; no rows are a record too
SELECT marketo_lead_status(c, t, 'x') FROM (VALUES (NULL::bounce_category, timestamptz '2026-03-01'), ('soft', NULL)) AS v(c, t);
SELECT marketo_lead_status(NULL, NULL, NULL) WHERE false;

-- without the last argument every 2 is certain; with it, NULL is none
CREATE FUNCTION since(certain boolean[], hours numeric[], OUT since timestamptz, OUT cause text) LANGUAGE sql AS $$
  SELECT (s).invalid_since, (s).email_invalid_cause FROM (
    SELECT marketo_lead_status('email_invalid', timestamptz '2026-03-01' + h * interval '1 hour', 'after ' || h, c) AS s FROM unnest(certain, hours) AS u(c, h)) AS t
$$;
SELECT certain, hours, (since(certain, hours)).* FROM (VALUES
  ('{t}'::boolean[], '{0}'::numeric[]),
  ('{f}', '{0}'),
  (NULL, '{0, 72}'),
  ('{f,f}', '{0, 71.999}'),                -- too soon
  ('{f,f}', '{0, 72}'),                    -- again
  ('{f,f}', '{72, 0}'),                    -- in whatever order
  ('{f,f,f}', '{0, 50, 100}'),             -- after the first, not after the one before
  ('{f,f,f}', '{0, 50, 60}'),
  ('{f,f,f,f}', '{0, 80, 73, 90}'),        -- the first that is again
  ('{f,t,f}', '{0, 100, 80}'),             -- again before certain
  ('{f,t,f}', '{0, 75, 80}'),              -- certain before again
  ('{t,f,f}', '{100, 0, 72}'),
  ('{t,f}', '{100, 0}'),                   -- a certain one is no second time, but counts itself
  ('{f,f,f}', '{100, 172, 99.5}'),         -- an earlier first changes the second: 172 is still again
  ('{f,f,f,f}', '{100, 172, 110, 30}')) AS v(certain, hours);

-- equal times are decided by the cause: bytes, NULL last
SELECT (s).email_invalid_cause AS first_cause, (s).email_suspended_cause AS last_cause FROM (
  SELECT marketo_lead_status(c, '2026-03-01', x) AS s
  FROM (VALUES ('email_invalid'::bounce_category, 'b'), ('email_invalid', 'B'), ('email_invalid', NULL), ('email_invalid', 'Ba'),
    ('spam_block', 'b'), ('spam_block', 'ab'), ('spam_block', 'B')) AS v(c, x)) AS t;
SELECT (s).email_invalid, (s).email_invalid_cause, (s).email_suspended_cause FROM (
  SELECT marketo_lead_status(c, '2026-03-01', x) AS s
  FROM (VALUES ('email_invalid'::bounce_category, NULL), ('spam_block', 'b'), ('spam_block', NULL)) AS v(c, x)) AS t;
SELECT (marketo_lead_status('email_invalid', '2026-03-01', '')).email_invalid_cause = '' AS empty_is_kept;

-- at the ends of the calendar
SELECT (marketo_lead_status('spam_block', at, 'x')).email_suspended_until FROM unnest('{-infinity,294276-12-31 23:00,infinity}'::timestamptz[]) AS at GROUP BY at ORDER BY at;
SELECT (marketo_lead_status('email_invalid', at, 'x', false)).invalid_since FROM unnest('{-infinity,4713-01-01 BC,infinity}'::timestamptz[]) AS at;
SELECT (marketo_lead_status('email_invalid', at, 'x', false)).invalid_since FROM unnest('{infinity,infinity,294276-12-31}'::timestamptz[]) AS at;

-- is the lead suspended at this moment?
SELECT at, email_suspended(s, at)
FROM (SELECT marketo_lead_status('spam_block', '2026-03-01 12:00', 'x') AS s) AS t,
     unnest('{2026-03-01 11:59:59,2026-03-01 12:00,2026-03-02 11:59:59,2026-03-02 12:00}'::timestamptz[]) AS at;
SELECT email_suspended(marketo_lead_status('soft', '2026-03-01', 'x'), '2026-03-01') AS never_blocked, email_suspended(NULL, '2026-03-01') AS no_record,
       email_suspended(marketo_lead_status('spam_block', '2026-03-01', 'x'), NULL) AS no_moment;

-- a reset, and a delivery after the bounce: only later bounces count
SELECT lead, (s).email_invalid, (s).hard_bounces
FROM (SELECT lead, marketo_lead_status('email_invalid', at, 'x') FILTER (WHERE at > reset_at) AS s
      FROM (VALUES (1, timestamptz '2026-03-01', timestamptz '2026-03-02'), (2, '2026-03-03', '2026-03-02')) AS v(lead, at, reset_at) GROUP BY lead) AS t ORDER BY lead;

--
-- Against the definition in plain SQL, on made-up activities: few hours, so that times meet often, few causes, NULLs
--
SELECT setseed(0.5);
CREATE TABLE activities AS
SELECT i AS id, 1 + (random() * 499)::int AS lead,
       (enum_range(NULL::bounce_category) || NULL::bounce_category)[1 + (random() * 9)::int % 7] AS category,
       CASE WHEN random() < 0.98 THEN timestamptz '2026-01-01' + (random() * 200)::int * interval '1 hour' END AS at,
       ('{a,B,b,ab,~,"","550 5.1.1 unknown",NULL}'::text[])[1 + (random() * 7)::int] AS cause,
       CASE WHEN random() < 0.05 THEN true WHEN random() < 0.9 THEN false END AS certain
FROM generate_series(1, 10000) AS i;
ANALYZE activities;

\getenv test PG_ABS_SRCDIR
\set definition :test '/data/lead_status_expected.sql'
\i :definition

-- all that can happen is there
SELECT count(*) > 400 AS leads, bool_or((status).email_invalid) AND bool_or(NOT (status).email_invalid) AS some_invalid, bool_or((status).email_invalid AND (status).email_invalid_cause IS NULL) AS no_cause
FROM expected;

CREATE VIEW differ AS
SELECT lead, expected.status AS expected, got.status AS got
FROM expected FULL JOIN (SELECT lead, marketo_lead_status(category, at, cause, certain) AS status FROM activities GROUP BY lead) AS got USING (lead)
WHERE expected.status IS DISTINCT FROM got.status;
TABLE differ;

-- in other orders of the rows
SELECT count(*) AS differ
FROM expected JOIN (SELECT lead, marketo_lead_status(category, at, cause, certain ORDER BY random()) AS status FROM activities GROUP BY lead) AS got USING (lead)
WHERE expected.status IS DISTINCT FROM got.status;
SELECT count(*) AS differ
FROM expected JOIN (SELECT lead, marketo_lead_status(category, at, cause, certain ORDER BY at DESC) AS status FROM activities GROUP BY lead) AS got USING (lead)
WHERE expected.status IS DISTINCT FROM got.status;

-- in parts, of which each has a state of its own: as parallel workers and other servers make them
CREATE AGGREGATE part_of_status(bounce_category, timestamptz, text, boolean) (SFUNC = marketo_lead_status_add, STYPE = bytea);
CREATE AGGREGATE merge_status(bytea) (SFUNC = marketo_lead_status_merge, STYPE = bytea, FINALFUNC = marketo_lead_status_final);
CREATE FUNCTION differ_in_parts(parts int) RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*)
  FROM expected JOIN (
    SELECT lead, merge_status(state ORDER BY random()) AS status
    FROM (SELECT lead, part_of_status(category, at, cause, certain ORDER BY random()) AS state
          FROM (SELECT *, (random() * parts)::int AS part FROM activities OFFSET 0) AS r GROUP BY lead, part) AS p
    GROUP BY lead) AS got USING (lead)
  WHERE expected.status IS DISTINCT FROM got.status
$$;
SELECT parts, sum(differ_in_parts(parts)) AS differ FROM unnest('{1,2,3,10,100}'::int[]) AS parts, generate_series(1, 3) GROUP BY parts ORDER BY parts;

-- merged as a tree: parts of parts
CREATE AGGREGATE merge_states(bytea) (SFUNC = marketo_lead_status_merge, STYPE = bytea);
SELECT count(*) AS differ
FROM expected JOIN (
  SELECT lead, merge_status(state) AS status
  FROM (SELECT lead, part % 3 AS part, merge_states(state) AS state
        FROM (SELECT lead, id % 11 AS part, part_of_status(category, at, cause, certain) AS state FROM activities GROUP BY lead, id % 11) AS p GROUP BY lead, part % 3) AS q
  GROUP BY lead) AS got USING (lead)
WHERE expected.status IS DISTINCT FROM got.status;

-- by parallel workers
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT lead, marketo_lead_status(category, at, cause, certain) FROM activities GROUP BY lead;
TABLE differ;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- the state of many bounces stays small, but for uncertain ones within three days
SELECT kind, count(*) AS bounces, octet_length(part_of_status(category, at, 'a cause of some length', certain)) < 1000 AS small
FROM (SELECT timestamptz '2026-01-01' + i * interval '1 hour' AS at FROM generate_series(1, 10000) AS i) AS t,
     (VALUES ('blocks', 'spam_block'::bounce_category, true), ('certain', 'email_invalid', true), ('soft', 'soft', true)) AS k(kind, category, certain) GROUP BY kind ORDER BY kind;
SELECT octet_length(part_of_status('email_invalid', timestamptz '2026-01-01' + i * interval '1 hour', 'a cause', false)) < 10000 AS small FROM generate_series(1, 100000) AS i;
-- 100,000 times in one day take no quadratic time
SELECT marketo_lead_status('email_invalid', timestamptz '2026-01-01' + (i * 7919 % 86400) * interval '1 second', NULL, false) FROM generate_series(1, 100000) AS i;

-- a window may ask for the state again and again
SELECT i, (s).email_invalid, (s).hard_bounces FROM (
  SELECT i, marketo_lead_status('email_invalid', timestamptz '2026-01-01' + i * interval '1 day', 'x', false) OVER (ORDER BY i) AS s FROM generate_series(1, 5) AS i) AS t;

-- the functions behind it take any bytea without harm
SELECT marketo_lead_status_final('');
SELECT marketo_lead_status_final('\x00');
SELECT marketo_lead_status_final(decode(repeat('ff', 300), 'hex'));
SELECT marketo_lead_status_merge('\x31534c42', '\x31534c42');
SELECT count(*) AS answered FROM (
  SELECT marketo_lead_status_final(part_of_status('spam_block', '2026-01-01', 'x', true)) FROM generate_series(1, 3)) AS t;

DROP VIEW differ, expected;
DROP TABLE activities;
DROP FUNCTION differ_in_parts, since;
DROP AGGREGATE part_of_status(bounce_category, timestamptz, text, boolean), merge_status(bytea), merge_states(bytea);

--
-- The built-in rule book.
--
SELECT count(*) >= 350 AS many, count(DISTINCT id) = count(*) AS ids_are_unique,
       count(*) FILTER (WHERE source <> '') = count(*) AS all_have_sources,
       count(*) FILTER (WHERE example <> '') = count(*) AS all_have_examples,
       count(*) FILTER (WHERE pattern <> '' AND id ~ '^[a-z0-9_]+$') = count(*) AS all_are_written_alike,
       count(*) FILTER (WHERE strength BETWEEN 1 AND 99) = count(*) AS all_have_strengths
FROM bounce_rules();

-- every reason has a rule
SELECT reason FROM bounce_reasons EXCEPT SELECT bounce_reason_name(reason) FROM bounce_rules();
-- what is no bounce is above all other rules
SELECT r.id, r.strength FROM bounce_rules() AS r JOIN bounce_reasons b ON b.reason = bounce_reason_name(r.reason)
WHERE b.category = 'not_a_bounce' AND r.strength < 95;

-- every example is decided by its rule
SELECT id, (analyze_bounce(t)).rule, t
FROM bounce_rules(), replace(example, '\n', E'\n') AS t
WHERE (analyze_bounce(t)).rule IS DISTINCT FROM id;
-- and means what the rule says, unless temporary words or the sender turn it
SELECT id, bounce_rules.reason AS says, diagnose_bounce(t) AS means, t AS text
FROM bounce_rules(), replace(example, '\n', E'\n') AS t
WHERE diagnose_bounce(t) <> bounce_rules.reason
  AND NOT EXISTS (SELECT FROM explain_bounce(t) WHERE what = 'verdict' AND outcome ~ '; but ');

SELECT bounce_rules_version() ~ '^\d+-[0-9a-f]{8}$' AS version_is_well_formed,
       split_part(bounce_rules_version(), '-', 1)::int = (SELECT count(*) FROM bounce_rules()) AS it_counts_the_rules;

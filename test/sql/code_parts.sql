--
-- The parts of a code.
--
SELECT c AS code, reply_code(c), enhanced_code(c), code_class(c), code_subject(c), code_detail(c),
       is_permanent(c), is_transient(c)
FROM (VALUES ('550 5.1.1'::bounce_code), ('5.7.26'), ('550'), ('421'), ('2.0.0'), ('421 5.7.1'), ('550 4.2.2'), (NULL)) AS f(c);

-- a code is made of its parts again
SELECT count(*) AS differ
FROM smtp_enhanced_codes, unnest(ARRAY[NULL, 250, 421, 550]) AS r, make_bounce_code(r, code::text) AS c
WHERE make_bounce_code(reply_code(c), enhanced_code(c)::text) <> c
   OR make_bounce_code(NULL, code_class(c) || '.' || code_subject(c) || '.' || code_detail(c)) <> enhanced_code(c);

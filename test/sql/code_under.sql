--
-- code <@ prefix: "is under".
--

-- all of subject 1, permanent: bad addresses
SELECT c AS code, c <@ '5' AS "5", c <@ '5.1' AS "5.1", c <@ '5.1.1' AS "5.1.1", c <@ 'X.1' AS "X.1", c <@ '550' AS "550",
       c <@ '550 5.1.1' AS "550 5.1.1"
FROM (VALUES ('550 5.1.1'::bounce_code), ('5.1.1'), ('5.1.10'), ('4.1.1'), ('550'), ('5.7.1'), ('450 5.1.1'), (NULL)) AS f(c);

-- what is no prefix is an error
SELECT '5.1.1'::bounce_code <@ '3';
SELECT '5.1.1'::bounce_code <@ 'X';
SELECT '5.1.1'::bounce_code <@ '5.';
SELECT '5.1.1'::bounce_code <@ '605';
SELECT '5.1.1'::bounce_code <@ '';
SELECT '5.1.1'::bounce_code <@ '5.1.1%';
DO $$ BEGIN PERFORM '5.1.1'::bounce_code <@ 'five'; EXCEPTION WHEN invalid_parameter_value THEN RAISE NOTICE '22023'; END $$;
SELECT '5.1.1'::bounce_code <@ NULL AS unknown;

-- prefixes from a table
SELECT p, count(*) FROM smtp_enhanced_codes, unnest('{5,4,5.1,X.7,5.7.26,550}'::text[]) AS p WHERE code <@ p GROUP BY p ORDER BY p COLLATE "C";

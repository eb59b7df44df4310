--
-- What reads as a bounce_code, how it is written, and what is no code.
--

-- the forms in which servers and platforms write a code
SELECT form, form::bounce_code AS code
FROM (VALUES ('550'), ('5.1.1'), ('550 5.1.1'), ('550-5.1.1'), ('#5.1.1'), ('550 #5.1.1'),
             ('421 5.7.1'), ('  554   5.7.26 '), ('5.999.999'), ('250 2.0.0')) AS f(form);

-- what is no code is an error of input ...
SELECT '605'::bounce_code;
SELECT '5.1'::bounce_code;
SELECT '354'::bounce_code;
SELECT '5.01.1'::bounce_code;
SELECT '550 5.1.1 User unknown'::bounce_code;
SELECT ''::bounce_code;
DO $$ BEGIN PERFORM 'x'::bounce_code; EXCEPTION WHEN invalid_text_representation THEN RAISE NOTICE '22P02'; END $$;

-- ... and NULL for try_bounce_code
SELECT form, try_bounce_code(form) AS code
FROM (VALUES ('550 5.1.1'), ('605'), ('6.0.5'), (''), (' '), ('5.1.1.1'), ('550 User unknown'), (NULL)) AS f(form);

-- platforms keep the two parts in two columns; what is no code is left out
SELECT reply, enhanced, make_bounce_code(reply, enhanced) AS code
FROM (VALUES (550, '5.1.1'), (550, NULL), (NULL, '5.1.1'), (550, ''), (605, NULL), (605, '5.1.1'),
             (550, '6.0.5'), (421, '5.7.1'), (NULL, '550 5.1.1'), (554, '550 5.1.1'), (354, 'x'),
             (-1, '-1'), (NULL, NULL)) AS f(reply, enhanced);

-- casts: from text explicitly, to text by assignment
CREATE TABLE code_input (code bounce_code, written text);
INSERT INTO code_input VALUES ('5.1.1', '550 5.1.1'::bounce_code);
INSERT INTO code_input VALUES ('4.2.2'::text, NULL);
SELECT code, written, code::text = written AS same, written::bounce_code > code AS after FROM code_input;

-- what is written reads back, and the bytes of binary output are the value
CREATE TABLE code_binary (code bounce_code);
INSERT INTO code_binary
  SELECT make_bounce_code(r, c || '.' || s || '.' || d)
  FROM unnest(ARRAY[NULL, 250, 421, 550, 599]) AS r, unnest(ARRAY[2, 4, 5]) AS c,
       unnest(ARRAY[0, 1, 7, 999]) AS s, unnest(ARRAY[0, 26, 515, 999]) AS d;
INSERT INTO code_binary SELECT make_bounce_code(r, NULL) FROM generate_series(200, 599) AS r WHERE r / 100 <> 3;
INSERT INTO code_binary VALUES (NULL);
SELECT count(*), count(DISTINCT code), count(DISTINCT code::text) FROM code_binary;
SELECT count(*) AS not_the_same FROM code_binary WHERE code::text::bounce_code IS DISTINCT FROM code;
SELECT encode(bounce_code_send('550 5.1.1'), 'hex') AS sent,
       encode(bounce_code_send('550'), 'hex') AS reply_only;
DROP TABLE code_input, code_binary;

-- soft errors, from PostgreSQL 16 on
DO $$
DECLARE valid boolean;
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE $q$SELECT pg_input_is_valid('550 5.1.1', 'bounce_code') AND NOT pg_input_is_valid('605', 'bounce_code')$q$ INTO valid;
    IF NOT valid THEN RAISE EXCEPTION 'input function raises where it should report'; END IF;
  END IF;
END $$;

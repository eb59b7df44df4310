--
-- The code that decides, found in free text.  test/core has many more cases.
--
SELECT extract_bounce_code(t) AS code, t AS text
FROM (VALUES
  ('550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown'),
  (E'550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Learn more'),
  ('host mx.example.com[192.0.2.1] said: 550 #5.1.0 Address rejected'),
  ('553 sorry, that domain isn''t in my list of allowed rcpthosts (#5.7.1)'),
  ('554 5.4.7 [internal] exceeded max time without delivery (last transfail: 421 4.7.0 [TSS04] deferred)'),
  ('5.1.0 - Unknown address error ''550 5.2.2 mailbox full'''),
  ('smtp; 550 5.7.515 Access denied'),
  ('This mailbox is disabled (554.30).'),
  ('421 5.7.1 a status that disagrees with the reply'),
  ('connect to 4.2.2.1[4.2.2.1]:25: Connection timed out'),
  ('Exim 4.94.2 on port 587, 500 KB, on 5.1.19 12:30, id 450'),
  ('550.421@example.com is unknown'),
  (''), (NULL)) AS f(t);

-- any bytes will do, and time is linear: 1 MB of digits, dots, openings, URLs
SELECT extract_bounce_code(repeat(x, 1000000 / length(x)) || ' 550 5.1.1')
FROM unnest('{"5","5.","550-","550 ","(","://","a=","@",": ","5.1.","2001:","<<< "}'::text[]) AS x;

-- usable where only immutable functions are
CREATE TABLE extracted (details text, code bounce_code GENERATED ALWAYS AS (extract_bounce_code(details)) STORED);
CREATE INDEX ON extracted (extract_bounce_code(details));
INSERT INTO extracted VALUES ('550 5.1.1 unknown'), ('user unknown'), (NULL);
SELECT code FROM extracted;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT details FROM extracted WHERE extract_bounce_code(details) <@ '5.1';
RESET enable_seqscan;
DROP TABLE extracted;

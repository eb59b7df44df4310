--
-- Texts with broken encodings, read as what they were.
--
-- a text that was encoded once too often says what it said before
CREATE TABLE encoded (encoding text, t text);
INSERT INTO encoded VALUES
  ('none', '550 5.1.1 <jane@example.com>: user unknown'),
  ('base64', 'NTUwIDUuMS4xIDxqYW5lQGV4YW1wbGUuY29tPjogdXNlciB1bmtub3du'),
  ('url', '550%205.1.1%20%3Cjane%40example.com%3E%3A%20user%20unknown'),
  ('url', '550+5.1.1+%3Cjane%40example.com%3E%3A+user+unknown'),
  ('json', '550 5.1.1 \u003cjane@example.com\u003e:\nuser unknown'),
  ('encoded_word', '=?utf-8?Q?550_5.1.1_<jane@example.com>=3A_?= =?us-ascii?B?dXNlciB1bmtub3du?='),
  ('quoted_printable', E'550 5.1.1 <jane@example.com>: the reason that the host gave was: user un=\r\nknown'),
  ('html', '550 5.1.1 &lt;jane@example.com&gt;:&nbsp;user<br>unknown'),
  ('folded', E'550 5.1.1 <jane@example.com>: the reason that the host gave was this: user unk\r\nnown'),
  ('json, html', '{\"text\":\"550 5.1.1 &lt;jane@example.com&gt;: user<br\/>unknown\"}');
SELECT encoding, extract_bounce_code(t) AS code, diagnose_bounce(t) AS reason, d.finding IS NOT DISTINCT FROM nullif(encoding, 'none') AS said
FROM encoded LEFT JOIN LATERAL (SELECT * FROM explain_bounce(t) WHERE what = 'decoded') AS d ON true;

-- so do characters of other languages, decoded once too seldom
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 Empfänger unbekannt'),
  ('550 EmpfÃ¤nger unbekannt'),
  ('550 EmpfÃƒÂ¤nger unbekannt'),
  ('550 Empf=C3=A4nger unbekannt'),
  ('550 Empf\u00e4nger unbekannt'),
  ('550 Empf&auml;nger unbekannt'),
  ('550 Empf&#228;nger unbekannt'),
  ('550%20Empf%C3%A4nger%20unbekannt'),
  ('=?iso-8859-1?Q?550_Empf=E4nger_unbekannt?=')) AS f(t);

-- the explanation shows what was read; positions and evidence are of that
SELECT what, finding, "position", words, outcome
FROM explain_bounce('550 5.1.1 Empf=C3=A4nger &lt;jane@example.com&gt; unbekannt')
WHERE what IN ('decoded', 'code', 'verdict');
SELECT reason, code, rule IS NOT NULL AS by_a_rule, evidence FROM analyze_bounce('554 5.7.1 [192.0.2.1] blocked&nbsp;using zen.spamhaus.org');
SELECT sender_ip, retry_after FROM analyze_bounce('450%204.7.1%20%5B192.0.2.1%5D%20Greylisted%2C%20try%20again%20in%205%20minutes');

-- one message has one fingerprint
SELECT bounce_fingerprint(t) AS message, count(*)
FROM (VALUES
  ('550 5.1.1 <jane@example.com>: user unknown'),
  ('550 5.1.1 &lt;joe@example.net&gt;: user&nbsp;unknown'),
  ('550%205.1.1%20%3Cann%40example.org%3E%3A%20user%20unknown')) AS f(t)
GROUP BY 1;

-- what may stand for itself is left alone: addresses, URLs, paths, ids, quotes
SELECT count(*) AS left_alone
FROM (VALUES
  ('550 <bounces+jane=DE.example.net@example.com> limit=50'),
  ('550 see https://example.com/?p=NoSuchUser&ip=192.0.2.20&id=20025'),
  ('550 100%20of CORP\nancy in C:\new\table'),
  ('550 <user> <jane@example.com> a&b; id 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'),
  ('550 compte fermé » « Groß“'),
  (E'550 in a short line does not exi\r\nst')) AS f(t)
WHERE NOT EXISTS (SELECT FROM explain_bounce(t) WHERE what = 'decoded');

-- and so is a text of more than 8192 bytes
SELECT length(t), diagnose_bounce(t) AS reason
FROM (SELECT rpad('user%20unknown;', n, 'x') AS t FROM (VALUES (8192), (8193)) AS v(n)) AS f;

DROP TABLE encoded;

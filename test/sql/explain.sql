--
-- How a verdict came about.  Strengths are those of the rule book and may
-- change with it; so this shows none.
--
SELECT what, finding, reason, "position", words, outcome
FROM explain_bounce('5.1.0 - Unknown address error ''550 5.2.2 the mailbox is full (mx.example.com)''')
WHERE what <> 'rule' OR outcome IN ('decides', 'weaker');
SELECT what, finding, reason, "position", words, outcome
FROM explain_bounce('550 5.1.1 <jane@example.com> user unknown; blocked using zen.spamhaus.org - gsmtp')
WHERE what <> 'rule' OR outcome = 'decides';
-- all steps are counted, the strongest rule first
SELECT count(*) > 5 AS many, array_agg(step) = array_agg(n::int) AS counted, bool_or(outcome = 'weaker') AS some_lose,
       array_agg(strength ORDER BY step) FILTER (WHERE what = 'rule')
         = array_agg(strength ORDER BY strength DESC) FILTER (WHERE what = 'rule') AS strongest_first
FROM explain_bounce('550 5.1.1 <jane@example.com> user unknown; blocked using zen.spamhaus.org - gsmtp')
  WITH ORDINALITY AS e(step, what, finding, reason, strength, "position", words, outcome, n);
-- no words, no code, nothing
SELECT step, what, finding, reason, words, outcome FROM explain_bounce('550 5.2.2');
SELECT step, what, finding, reason, words, outcome FROM explain_bounce('550');
SELECT step, what, finding, reason, words, outcome FROM explain_bounce('');
SELECT count(*) FROM explain_bounce(NULL);
-- a reason that is not the rule's own
SELECT what, finding, reason, words, outcome FROM explain_bounce('450 4.1.1 user unknown, try again later') WHERE what IN ('context', 'verdict') OR outcome = 'decides';

-- positions count bytes from 1, also behind characters of more bytes
SELECT "position", words FROM explain_bounce('Zustellung unmöglich: 550 5.1.1 user unknown') WHERE what = 'verdict';

-- of every rule's example: steps are counted, one verdict ends them, it is
-- that of the other functions, and the rule decides
CREATE TABLE explained AS
  SELECT id, t, e.*, count(*) OVER (PARTITION BY id) AS steps
  FROM bounce_rules(), replace(example, '\n', E'\n') AS t, explain_bounce(t) AS e;
SELECT count(*) AS differ
FROM explained WHERE what = 'verdict' AND (reason, finding) IS DISTINCT FROM (diagnose_bounce(t), classify_bounce(t)::text);
SELECT count(*) AS not_at_the_end FROM explained WHERE (what = 'verdict') <> (step = steps);
SELECT count(*) AS differ
FROM (SELECT id, count(*) FILTER (WHERE what = 'code') AS codes, count(*) FILTER (WHERE what = 'verdict') AS verdicts,
             array_agg(finding) FILTER (WHERE outcome = 'decides') AS deciding
      FROM explained GROUP BY id) AS f
WHERE codes <> 1 OR verdicts <> 1 OR deciding <> ARRAY[id];
SELECT count(*) AS differ
FROM explained e, analyze_bounce(t) AS a
WHERE e.outcome = 'decides' AND (e.finding, e.words) IS DISTINCT FROM (a.rule, a.evidence)
   OR e.what = 'code' AND e.finding IS DISTINCT FROM a.code::text
   OR e.what = 'provider' AND e.finding IS DISTINCT FROM a.provider
   OR e.what = 'blocklist' AND e.finding IS DISTINCT FROM a.blocklist;
SELECT count(*) AS not_there
FROM explained WHERE convert_from(substr(convert_to(t, 'UTF8'), "position", octet_length(words)), 'UTF8') <> words;
DROP TABLE explained;

-- The site's own rules: bounce_overrides and the functions that ask them.

-- without rules, the built-in ones answer
SELECT site_classify_bounce('550 5.1.1 User unknown'), site_diagnose_bounce('550 5.1.1 User unknown');
SELECT count(*) FROM bounce_rules() WHERE site_analyze_bounce(example) IS DISTINCT FROM analyze_bounce(example);

-- a rule by words; what else the text tells is told as ever
INSERT INTO bounce_overrides (phrase, reason) VALUES ('account (has been|was) kwijiboed', 'mailbox_disabled') RETURNING id;
\x on
SELECT * FROM analyze_bounce(E'550-5.7.1 This account was\r\n550 5.7.1 Kwijiboed - gsmtp');
SELECT * FROM site_analyze_bounce(E'550-5.7.1 This account was\r\n550 5.7.1 Kwijiboed - gsmtp');
\x off
SELECT site_classify_bounce(t), site_diagnose_bounce(t)
FROM (VALUES ('account was kwijiboed'), ('account will be kwijiboed'), (NULL)) v (t);
-- however many words stand before
SELECT count(*) AS texts,
  count(*) FILTER (WHERE site_diagnose_bounce(repeat('word ', n) || 'account was kwijiboed') = 'mailbox_disabled') AS found
FROM generate_series(0, 300) AS n;

-- a category of its own, and a regular expression
INSERT INTO bounce_overrides (regex, reason, category) VALUES ('ref: ?[A-Z]{2}[0-9]{3,}$', 'policy', 'technical');
SELECT category, marketo_category, type, reason, certain, rule, evidence FROM site_analyze_bounce('554 rejected, ref: QX1234');
SELECT category, marketo_category, type, reason, certain, rule, evidence FROM site_analyze_bounce('554 rejected, ref: qx1234');
SELECT evidence FROM site_analyze_bounce('554 größe zurückgewiesen, ref: ÄQX1234ref: QX1234');

-- conditions: a code, the host that spoke, the domain of the recipient
TRUNCATE bounce_overrides RESTART IDENTITY;
INSERT INTO bounce_overrides (code_prefix, phrase, remote_host, recipient_domain, reason) VALUES
	('X.7.99', NULL, NULL, NULL, 'rate_limited'),
	('5.1', 'no thanks', NULL, NULL, 'recipient_restricted'),
	(NULL, NULL, 'Example.net', NULL, 'reputation'),
	(NULL, 'no thanks', NULL, 'example.org', 'policy');
SELECT site_diagnose_bounce(t, host), (site_analyze_bounce(t, host)).rule, (site_analyze_bounce(t, host)).evidence, t, host
FROM (VALUES
	('421 4.7.99 no', NULL),
	('550 5.7.99 no', NULL),
	('550 5.7.9 no', NULL),
	('550 5.1.1 No, thanks!', NULL),
	('550 5.2.1 No, thanks!', NULL),
	('550 no', 'mx1.example.net'),
	('550 no', 'EXAMPLE.NET.'),
	('550 no', 'myexample.net'),
	('host mx1.example.net[192.0.2.1] said: 550 no', NULL),
	('host mx1.example.net[192.0.2.1] said: 550 no', 'mx.example.com'),
	('550 <jane@mail.example.org>: no thanks', NULL),
	('550 <jane@example.com>: no thanks', NULL),
	('550 mail.example.org: no thanks', NULL)
) v (t, host);

-- the greater priority first, then the older rule
TRUNCATE bounce_overrides RESTART IDENTITY;
INSERT INTO bounce_overrides (priority, phrase, reason) VALUES
	(0, 'frobnicated', 'policy'), (10, 'was frobnicated', 'tls'), (10, 'frobnicated', 'routing'), (-5, 'it', 'virus');
INSERT INTO bounce_overrides (priority, regex, reason) VALUES (5, 'frob', 'protocol'), (10, 'it .* f', 'connection');
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
UPDATE bounce_overrides SET enabled = false WHERE id = 2;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
DELETE FROM bounce_overrides WHERE id = 3;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
UPDATE bounce_overrides SET priority = -10 WHERE id = 6;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
DELETE FROM bounce_overrides WHERE regex IS NOT NULL;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
DELETE FROM bounce_overrides WHERE id = 1;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');
TRUNCATE bounce_overrides;
SELECT rule, reason, evidence FROM site_analyze_bounce('it was frobnicated');

-- a statement sees the rules that it sees in the table
PREPARE ask AS SELECT site_diagnose_bounce('it was frobnicated');
EXECUTE ask;
BEGIN;
INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls');
EXECUTE ask;
SAVEPOINT s;
UPDATE bounce_overrides SET reason = 'policy';
EXECUTE ask;
ROLLBACK TO s;
EXECUTE ask;
SAVEPOINT s;
DELETE FROM bounce_overrides;
EXECUTE ask;
RELEASE s;
EXECUTE ask;
ROLLBACK;
EXECUTE ask;
-- also one that began before
BEGIN;
DECLARE before CURSOR FOR SELECT site_diagnose_bounce('it was frobnicated') FROM generate_series(1, 3);
FETCH before;
INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls');
FETCH before;
EXECUTE ask;
FETCH before;
EXECUTE ask;
COMMIT;
EXECUTE ask;
-- and one that changes the rules
WITH changed AS (UPDATE bounce_overrides SET reason = 'policy' RETURNING site_diagnose_bounce('it was frobnicated') AS within)
SELECT * FROM changed;
EXECUTE ask;
DO $$
BEGIN
	FOR i IN 1..3 LOOP
		UPDATE bounce_overrides SET reason = CASE i % 2 WHEN 0 THEN 'tls'::bounce_reason ELSE 'routing' END;
		RAISE NOTICE '%', site_diagnose_bounce('it was frobnicated');
	END LOOP;
END $$;
-- where changes are replayed, too
SET session_replication_role = replica;
UPDATE bounce_overrides SET reason = 'virus';
EXECUTE ask;
TRUNCATE bounce_overrides;
EXECUTE ask;
RESET session_replication_role;

-- parallel workers read the rules themselves
INSERT INTO bounce_overrides (phrase, reason) VALUES ('frobnicated', 'tls');
CREATE TABLE many AS SELECT i, 'it was frobnicated'::text AS details FROM generate_series(1, 1000) i;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many WHERE site_diagnose_bounce(details) = 'tls';
SELECT count(*) FROM many WHERE site_diagnose_bounce(details) = 'tls';
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- a trigger asks them with rules=site
CREATE TABLE bounces (details text, host text, reason bounce_reason, rule text);
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON bounces FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'remote_host=host', 'reason=reason', 'rule=rule', 'rules=site');
INSERT INTO bounces VALUES ('it was frobnicated'), ('550 5.1.1 User unknown') RETURNING *;
UPDATE bounce_overrides SET phrase = 'user unknown', remote_host = 'example.com';
UPDATE bounces SET host = 'mx.example.com' RETURNING *;
DROP TABLE bounces;

-- What is no rule is refused when it is written.
TRUNCATE bounce_overrides;
INSERT INTO bounce_overrides (phrase, reason) VALUES ('größer als *13 groß', 'too_large');
INSERT INTO bounce_overrides (phrase, reason) VALUES ('größer (als', 'too_large');
INSERT INTO bounce_overrides (phrase, reason) VALUES ('', 'too_large');
INSERT INTO bounce_overrides (phrase, reason) VALUES ('550 5.7.1 too big', 'too_large');
INSERT INTO bounce_overrides (regex, reason) VALUES ('too (big', 'too_large');
INSERT INTO bounce_overrides (code_prefix, reason) VALUES ('7', 'too_large');
INSERT INTO bounce_overrides (remote_host, reason) VALUES ('mx example.com', 'too_large');
INSERT INTO bounce_overrides (recipient_domain, reason) VALUES ('.example.com', 'too_large');
INSERT INTO bounce_overrides (recipient_domain, reason) VALUES ('jane@example.com', 'too_large');
\set VERBOSITY terse
INSERT INTO bounce_overrides (phrase, regex, reason) VALUES ('too big', 'too big', 'too_large');
INSERT INTO bounce_overrides (note, reason) VALUES ('all of them', 'too_large');
INSERT INTO bounce_overrides (phrase) VALUES ('too big');
INSERT INTO bounce_overrides (phrase, reason) VALUES ('too big', 'too_big');
INSERT INTO bounce_overrides (id, phrase, reason) VALUES (1, 'too big', 'too_large');
SELECT count(*) FROM bounce_overrides;

-- at most 100 regular expressions for every text
INSERT INTO bounce_overrides (regex, reason) SELECT 'no ' || i, 'policy' FROM generate_series(1, 100) i;
INSERT INTO bounce_overrides (regex, reason, code_prefix) SELECT 'no ' || i, 'policy', '5' FROM generate_series(1, 100) i;
INSERT INTO bounce_overrides (regex, reason, enabled) VALUES ('no 101', 'policy', false);
INSERT INTO bounce_overrides (regex, reason) VALUES ('no 101', 'policy');
UPDATE bounce_overrides SET enabled = true WHERE regex = 'no 101';
SELECT site_diagnose_bounce('it said no 77');
\set VERBOSITY default

-- many phrases
TRUNCATE bounce_overrides RESTART IDENTITY;
INSERT INTO bounce_overrides (phrase, reason)
	SELECT format('(user|account) *2 w%s (unknown|closed|)', i), 'policy' FROM generate_series(1, 10000) i;
SELECT rule, evidence FROM site_analyze_bounce('550 the user with name W7777 unknown');
SELECT rule, evidence FROM site_analyze_bounce('550 the user with name w10001 unknown');
TRUNCATE bounce_overrides RESTART IDENTITY;

-- What would a rule change?
CREATE TABLE log (details text, "the host" text);
INSERT INTO log VALUES
	('550 5.1.1 User unknown', 'mx.example.net'), ('550 5.1.1 No such user', 'mx.example.net'),
	('552 5.2.2 Mailbox full', 'mx.example.net'), ('550 5.7.1 Blocked', 'mx.example.com'), (NULL, 'mx.example.net');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', phrase => 'user');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', regex => '[bB]lock|full');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', code_prefix => '5.1', phrase => '(no such|unknown)');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', code_prefix => '5.1');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', remote_host => 'example.net', remote_host_column => 'the host');
-- rules that are there go first, unless its priority is greater
INSERT INTO bounce_overrides (phrase, reason) VALUES ('user unknown', 'reputation');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', code_prefix => '5.1');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', code_prefix => '5.1', priority => 1);
-- what it shows is what happens
INSERT INTO bounce_overrides (code_prefix, reason, priority) VALUES ('5.1', 'policy', 1);
SELECT site_diagnose_bounce(details), count(*), min(details) FROM log WHERE details IS NOT NULL GROUP BY 1 ORDER BY 1;
-- names are names, and rules are rules
CREATE TABLE "log; DROP TABLE log" ("details""" text);
INSERT INTO "log; DROP TABLE log" VALUES ('550 5.1.1 User unknown');
SELECT * FROM bounce_override_preview('"log; DROP TABLE log"', 'details"', 'tls', phrase => 'user', priority => 2);
SELECT * FROM bounce_override_preview('log', 'details FROM log; DROP TABLE log; --', 'policy', phrase => 'user');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', phrase => 'user (');
SELECT * FROM bounce_override_preview('log', 'details', 'policy');
SELECT * FROM bounce_override_preview('log', 'details', 'policy', phrase => 'user', regex => 'user');
SELECT * FROM bounce_override_preview('log', 'details', NULL, phrase => 'user');
-- the caller's rights count
CREATE ROLE regress_bounce_reader;
SET ROLE regress_bounce_reader;
SELECT * FROM bounce_override_preview('log', 'details', 'policy', phrase => 'user');
SELECT site_diagnose_bounce('user unknown');
SELECT count(*) FROM bounce_overrides;
INSERT INTO bounce_overrides (phrase, reason) VALUES ('mine', 'policy');
RESET ROLE;
DROP ROLE regress_bounce_reader;
DROP TABLE log, "log; DROP TABLE log", many;
TRUNCATE bounce_overrides RESTART IDENTITY;

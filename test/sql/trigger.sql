-- bounce_classify_trigger: columns that fill themselves.

-- every target
CREATE TABLE bounces (
	id int PRIMARY KEY,
	details text,
	host varchar(60),
	category bounce_category,
	marketo int,
	type text,
	reason bounce_reason,
	certain boolean,
	about varchar,
	advice text,
	code bounce_code,
	provider text,
	blocklist text,
	sender_ip inet,
	retry_after interval,
	rule text,
	shape text,
	version text,
	upper_category text GENERATED ALWAYS AS (upper(bounce_category_name(category))) STORED
);
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON bounces FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'remote_host=host', 'category=category',
		'marketo_category=marketo', 'type=type', 'reason=reason', 'certain=certain', 'about=about',
		'advice=advice', 'code=code', 'provider=provider', 'blocklist=blocklist', 'sender_ip=sender_ip',
		'retry_after=retry_after', 'rule=rule', 'fingerprint=shape', 'rules_version=version');
INSERT INTO bounces (id, details, host) VALUES
	(1, '550 5.1.1 <jane@example.com>: User unknown', NULL),
	(2, '554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org', 'mx.example.net'),
	(3, '451 4.7.1 Greylisted, try again in 5 minutes', 'gmail-smtp-in.l.google.com');
\x on
SELECT id, category, marketo, type, reason, certain, about, advice, code, provider, blocklist, sender_ip, retry_after,
	shape, upper_category
FROM bounces ORDER BY id;
\x off

-- the columns hold what analyze_bounce() says
SELECT count(*)
FROM bounces b, analyze_bounce(details, host) a
WHERE (b.category, b.marketo, b.type, b.reason, b.certain, b.about, b.advice, b.code, b.provider, b.blocklist, b.sender_ip,
		b.retry_after, b.rule, b.shape, b.version)
	IS NOT DISTINCT FROM (a.category, a.marketo_category, a.type, a.reason, a.certain, a.about, a.advice, a.code, a.provider,
		a.blocklist, a.sender_ip, a.retry_after, a.rule, bounce_fingerprint(details), bounce_rules_version());

-- a NULL text gives NULLs, whatever was given for them
INSERT INTO bounces (id, category, version) VALUES (4, 'soft', 'mine');
SELECT num_nonnulls(category, marketo, type, reason, certain, about, advice, code, provider, blocklist, sender_ip,
	retry_after, rule, shape, version) FROM bounces WHERE id = 4;

-- an update of the text or the host computes anew
UPDATE bounces SET details = '452 4.2.2 Mailbox full' WHERE id = 1 RETURNING category, reason, code;
UPDATE bounces SET host = 'gmail-smtp-in.l.google.com' WHERE id = 1 RETURNING provider;
UPDATE bounces SET details = NULL WHERE id = 2 RETURNING category, reason, upper_category;
-- one of anything else leaves the values, also those that it sets itself
UPDATE bounces SET reason = 'policy', id = 11 WHERE id = 1 RETURNING category, reason, code;
UPDATE bounces SET details = details WHERE id = 11 RETURNING reason;
-- but not beside a new text
UPDATE bounces SET details = '552 5.2.2 Over quota', reason = 'policy' WHERE id = 11 RETURNING reason, code;
DROP TABLE bounces;

-- enums and codes as text
CREATE TABLE texts (details text, category varchar, reason text, code text);
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON texts FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'category=category', 'reason=reason', 'code=code');
INSERT INTO texts VALUES ('550-5.1.1 User unknown'), ('no code here'), ('') RETURNING *;
DROP TABLE texts;

-- a text that is stored out of line, and one that moves there
CREATE TABLE long_texts (id int, details text, reason bounce_reason);
ALTER TABLE long_texts ALTER details SET STORAGE EXTERNAL;
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON long_texts FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason');
INSERT INTO long_texts VALUES (1, '550 5.1.1 User unknown' || repeat(' .', 5000)) RETURNING id, reason;
UPDATE long_texts SET id = 2, reason = 'policy' RETURNING id, reason;
UPDATE long_texts SET details = '552 5.2.2 Mailbox full' || repeat(' .', 5000) RETURNING id, reason;
DROP TABLE long_texts;

-- partitions, whose columns may stand in another order
CREATE TABLE parted (id int, details text, reason bounce_reason, code bounce_code) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE TABLE parted_2 (dropped int, code bounce_code, reason bounce_reason, id int, details text);
ALTER TABLE parted_2 DROP dropped;
ALTER TABLE parted ATTACH PARTITION parted_2 FOR VALUES FROM (10) TO (20);
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON parted FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason', 'code=code');
INSERT INTO parted VALUES (1, '550 5.1.1 User unknown'), (11, '552 5.2.2 Mailbox full'), (2, '421 Try later'),
	(12, '554 5.7.1 Spam detected');
SELECT tableoid::regclass, * FROM parted ORDER BY id;
UPDATE parted SET id = 13 WHERE id = 1;
SELECT tableoid::regclass, * FROM parted WHERE id = 13;

-- COPY
COPY parted (id, details) FROM stdin;
3	550 5.1.1 User unknown
14	552 5.2.2 Mailbox full
\.
SELECT tableoid::regclass, * FROM parted WHERE id IN (3, 14) ORDER BY id;
DROP TABLE parted;

-- ON CONFLICT and MERGE
CREATE TABLE latest (address text PRIMARY KEY, details text, reason bounce_reason, times int DEFAULT 1);
CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON latest FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason');
INSERT INTO latest VALUES ('jane@example.com', '452 4.2.2 Mailbox full');
INSERT INTO latest VALUES ('jane@example.com', '550 5.1.1 User unknown')
	ON CONFLICT (address) DO UPDATE SET details = excluded.details, times = latest.times + 1
	RETURNING *;
INSERT INTO latest VALUES ('jane@example.com', '452 4.2.2 Mailbox full')
	ON CONFLICT (address) DO UPDATE SET reason = excluded.reason
	RETURNING *;
MERGE INTO latest USING (VALUES ('jane@example.com', '554 5.7.1 Spam detected'), ('joe@example.com', '421 Try later'))
	AS new (address, details) ON latest.address = new.address
	WHEN MATCHED THEN UPDATE SET details = new.details
	WHEN NOT MATCHED THEN INSERT (address, details) VALUES (new.address, new.details);
SELECT * FROM latest ORDER BY address;

-- the columns are looked up again when the table has changed
PREPARE add AS INSERT INTO latest (address, details) VALUES ($1, '550 5.1.1 User unknown');
EXECUTE add('a@example.com');
ALTER TABLE latest DROP times;
ALTER TABLE latest DROP reason;
EXECUTE add('b@example.com');
ALTER TABLE latest ADD reason text;
EXECUTE add('b@example.com');
ALTER TABLE latest ALTER reason TYPE bounce_reason USING reason::bounce_reason;
EXECUTE add('c@example.com');
SELECT * FROM latest WHERE details ~ 'unknown' ORDER BY address;
DROP TABLE latest;

-- Misuse is an error at the first row, which names the column.
CREATE DOMAIN short_text AS text CHECK (length(VALUE) < 100);
CREATE TABLE misused (
	details text,
	reason bounce_reason,
	limited varchar(20),
	few interval(0),
	number bigint,
	bytes bytea,
	checked short_text,
	chars char(20),
	made text GENERATED ALWAYS AS (lower(details)) STORED,
	counted int GENERATED BY DEFAULT AS IDENTITY,
	gone text
);
ALTER TABLE misused DROP gone;
CREATE FUNCTION try(VARIADIC arguments text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'CREATE OR REPLACE TRIGGER classify BEFORE INSERT OR UPDATE ON misused FOR EACH ROW
		EXECUTE FUNCTION bounce_classify_trigger('
		|| coalesce((SELECT string_agg(quote_literal(a), ', ') FROM unnest(arguments) a), '') || ')';
	INSERT INTO misused (details, checked) VALUES ('550 5.1.1 User unknown', '552 5.2.2 Mailbox full');
	RETURN 'works';
EXCEPTION WHEN SQLSTATE '39P01' THEN
	RETURN SQLERRM;
END $$;
SELECT try('details', 'reason=reason');
SELECT try('checked', 'reason=reason');
SELECT try('details', 'reason=reason', 'rules=builtin', 'remote_host=checked');
SELECT try(VARIADIC '{}');
SELECT try('details');
SELECT try('details', 'rules=site');
SELECT try('missing', 'reason=reason');
SELECT try('details', 'reason=missing');
SELECT try('details', 'reason=gone');
SELECT try('details', 'reason=ctid');
SELECT try('details', 'remote_host=missing', 'reason=reason');
SELECT try('number', 'reason=reason');
SELECT try('details', 'remote_host=chars', 'reason=reason');
SELECT try('made', 'reason=reason');
SELECT try('details', 'reason');
SELECT try('details', 'motive=reason');
SELECT try('details', 'Reason=reason');
SELECT try('details', 'rules=mine', 'reason=reason');
SELECT try('details', 'reason=limited');
SELECT try('details', 'retry_after=few');
SELECT try('details', 'marketo_category=number');
SELECT try('details', 'certain=number');
SELECT try('details', 'sender_ip=bytes');
SELECT try('details', 'category=reason');
SELECT try('details', 'type=chars');
SELECT try('details', 'code=number');
SELECT try('details', 'reason=checked');
SELECT try('details', 'reason=made');
SELECT try('details', 'marketo_category=counted');
SELECT try('details', 'reason=reason', 'category=reason');
SELECT try('details', 'reason=reason', 'reason=bytes');
SELECT try('details', 'reason=details');

-- a trigger of another kind
CREATE OR REPLACE TRIGGER classify AFTER INSERT ON misused FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason');
INSERT INTO misused DEFAULT VALUES;
DROP TRIGGER classify ON misused;
CREATE TRIGGER classify BEFORE INSERT ON misused FOR EACH STATEMENT
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason');
INSERT INTO misused DEFAULT VALUES;
DROP TRIGGER classify ON misused;
INSERT INTO misused DEFAULT VALUES;
CREATE TRIGGER classify BEFORE DELETE ON misused FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'reason=reason');
DELETE FROM misused;
SELECT bounce_classify_trigger();
DROP TABLE misused;
DROP FUNCTION try;
DROP DOMAIN short_text;

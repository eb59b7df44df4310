-- :rows texts of the corpus, evenly taken, and their beginnings
CREATE EXTENSION bounce;
CREATE TEMP TABLE line (t text, reason text, source text);
\cd :source
\copy line FROM 'test/data/bounces.tsv' WITH (HEADER)
CREATE TABLE corpus AS
SELECT row_number() OVER () AS id, t
FROM (SELECT t, row_number() OVER () AS n, count(*) OVER () AS lines FROM line) AS f
WHERE n % greatest(lines / :rows, 1) = 0;
INSERT INTO corpus SELECT -id, left(t, (length(t) * 2 / 3)::int) FROM corpus WHERE id % 4 = 0;
CREATE TABLE by_trigger (id bigint, t text, category text, reason text, certain boolean, code bounce_code, sender_ip inet, retry_after interval,
	rule text, fingerprint text, rules_version text);
CREATE TRIGGER classify BEFORE INSERT ON by_trigger FOR EACH ROW EXECUTE FUNCTION bounce_classify_trigger('t', 'category=category',
	'reason=reason', 'certain=certain', 'code=code', 'sender_ip=sender_ip', 'retry_after=retry_after', 'rule=rule',
	'fingerprint=fingerprint', 'rules_version=rules_version', 'rules=site');
CREATE TABLE codes (code bounce_code);
CREATE INDEX ON codes (code);

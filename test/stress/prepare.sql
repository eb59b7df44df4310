-- The corpus with what a single session says of it, before any other does.
CREATE EXTENSION bounce;
CREATE TEMP TABLE line (t text, reason text, source text);
\cd :source
\copy line FROM 'test/data/bounces.tsv' WITH (HEADER)
CREATE TABLE corpus AS
SELECT row_number() OVER () AS id, t, classify_bounce(t) AS category, diagnose_bounce(t) AS reason, analyze_bounce(t) AS analysis,
	bounce_fingerprint(t) AS fingerprint
FROM line;
ALTER TABLE corpus ADD PRIMARY KEY (id);
CREATE TABLE by_trigger (id bigint, t text, reason bounce_reason, fingerprint text);
CREATE TRIGGER classify BEFORE INSERT ON by_trigger FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('t', 'reason=reason', 'fingerprint=fingerprint');
ANALYZE;

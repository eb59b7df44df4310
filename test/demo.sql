-- demo.sql - a Marketo bulk extract of bounced e-mails, as an analyst looks at it with bounce.
--
-- test/demo runs it. To try a query of it on your own extract: run the first two blocks with your file, then any other.

\set QUIET on
\pset footer off
\pset null ''
-- Nothing is wider than this: what does not fit goes on in the next line of its cell.
\pset format wrapped
\pset columns 120

--
-- Load: one row an activity, with all that the e-mail server said in attributes
--

CREATE EXTENSION IF NOT EXISTS bounce;

CREATE TABLE marketo_activities (
	marketo_guid bigint PRIMARY KEY,
	lead_id bigint NOT NULL,
	activity_date timestamptz NOT NULL,
	activity_type_id int NOT NULL,
	campaign_id int,
	asset_id int,
	asset_name text,
	attributes jsonb NOT NULL
);

\copy marketo_activities FROM 'test/data/marketo_activities.csv' WITH (FORMAT csv, HEADER true)

--
-- Classify: a trigger fills the columns of each row with what its text tells.
--

CREATE TABLE bounces (
	lead_id bigint NOT NULL,
	at timestamptz NOT NULL,
	campaign_id int,
	asset_name text,
	marketo text,
	details text,
	category bounce_category,
	reason bounce_reason,
	certain boolean,
	about text,
	advice text,
	code bounce_code,
	provider text,
	blocklist text,
	sender_ip inet,
	rule text
);

CREATE TRIGGER classify BEFORE INSERT OR UPDATE ON bounces FOR EACH ROW
	EXECUTE FUNCTION bounce_classify_trigger('details', 'category=category', 'reason=reason', 'certain=certain', 'about=about',
		'advice=advice', 'code=code', 'provider=provider', 'blocklist=blocklist', 'sender_ip=sender_ip', 'rule=rule');

INSERT INTO bounces (lead_id, at, campaign_id, asset_name, marketo, details)
SELECT lead_id, activity_date, campaign_id, asset_name,
	bounce_category_name(bounce_category_from_marketo(attributes ->> 'Category')),
	attributes ->> 'Details'
FROM marketo_activities;

ANALYZE bounces;

-- A text on one line, cut where it is longer than so many characters.
CREATE FUNCTION pg_temp.shown(text, int) RETURNS text
RETURN CASE WHEN length(regexp_replace($1, '\s+', ' ', 'g')) <= $2 THEN regexp_replace($1, '\s+', ' ', 'g')
	ELSE left(regexp_replace($1, '\s+', ' ', 'g'), $2 - 1) || '…' END;

CREATE FUNCTION pg_temp.percent(part bigint, whole bigint) RETURNS text
RETURN to_char(100.0 * part / nullif(whole, 0), '990.0') || ' %';

\echo
\echo '1. What was loaded'
\echo

SELECT count(*) AS bounces,
	count(DISTINCT lead_id) AS leads,
	min(at)::date AS "from",
	max(at)::date AS "to",
	count(DISTINCT details) AS "different texts",
	count(DISTINCT bounce_fingerprint(details)) AS "different messages",
	count(rule) AS "decided by words",
	bounce_rules_version() AS "rules"
FROM bounces;

\echo '   Month by month'
\echo

SELECT to_char(month, 'YYYY-MM') AS month, (t).spam_block AS "1 spam block", (t).email_invalid AS "2 email invalid", (t).soft AS "3 soft",
	(t).technical AS "4 technical", (t).unknown AS "9 unknown", (t).not_a_bounce AS "no bounce", (t).hard_bounces AS hard, (t).soft_bounces AS soft
FROM (SELECT date_trunc('month', at AT TIME ZONE 'UTC') AS month, bounce_tally(category) AS t FROM bounces GROUP BY 1) AS months
ORDER BY month;

\echo '2. The category that the text says (rows), beside the one that Marketo gave (columns)'
\echo

SELECT b.category,
	count(*) FILTER (WHERE marketo = 'spam_block') AS "1 spam block",
	count(*) FILTER (WHERE marketo = 'email_invalid') AS "2 email invalid",
	count(*) FILTER (WHERE marketo = 'soft') AS "3 soft",
	count(*) FILTER (WHERE marketo = 'technical') AS "4 technical",
	count(*) FILTER (WHERE marketo = 'unknown') AS "9 unknown",
	count(*) AS bounces,
	count(*) FILTER (WHERE marketo <> bounce_category_name(category)) AS differ,
	pg_temp.percent(count(*) FILTER (WHERE marketo <> bounce_category_name(category)), count(*)) AS share
FROM bounces b
GROUP BY GROUPING SETS ((b.category), ())
ORDER BY b.category;

\echo '   Where they differ most'
\echo

SELECT count(*) AS bounces, marketo, category AS bounce, reason, code,
	pg_temp.shown(min(details), 42) AS "one of the texts"
FROM bounces
WHERE marketo <> bounce_category_name(category)
GROUP BY bounce_fingerprint(details), marketo, category, reason, code
ORDER BY bounces DESC, min(details)
LIMIT 10;

\echo '3. What happened: the reasons'
\echo

SELECT b.category, b.reason, b.about, b.advice,
	count(*) AS bounces,
	pg_temp.percent(count(*), sum(count(*)) OVER ()::bigint) AS share,
	pg_temp.percent(count(*) FILTER (WHERE certain), count(*)) AS certain
FROM bounces b
GROUP BY b.category, b.reason, b.about, b.advice
ORDER BY b.category, bounces DESC, b.reason;

\echo '4. Who said it: the providers that the texts show'
\echo

SELECT coalesce(p.name, '(the text does not show it)') AS provider, p.kind,
	count(*) AS bounces,
	count(*) FILTER (WHERE category = 'spam_block') AS "spam blocks",
	count(*) FILTER (WHERE category = 'email_invalid') AS invalid,
	count(*) FILTER (WHERE is_soft(category)) AS soft,
	mode() WITHIN GROUP (ORDER BY reason) AS "most frequent reason"
FROM bounces b LEFT JOIN bounce_providers p USING (provider)
GROUP BY p.provider
ORDER BY p.provider IS NULL, bounces DESC, p.provider
LIMIT 15;

\echo '5. Which block lists name us, and where to ask for removal'
\echo

WITH named AS (
	SELECT blocklist, host(sender_ip) AS address, count(*) AS bounces,
		row_number() OVER (PARTITION BY blocklist ORDER BY sender_ip) AS n
	FROM bounces
	WHERE reason = 'blocklisted' AND blocklist IS NOT NULL
	GROUP BY blocklist, sender_ip
)
SELECT l.blocklist AS "block list",
	sum(n.bounces) AS bounces,
	string_agg(n.address, CASE WHEN n.n % 2 = 1 THEN E'\n' ELSE ' ' END ORDER BY n.n) AS "listed addresses",
	CASE WHEN l.active THEN l.delist_url ELSE 'the list has ended' END AS "ask for removal at"
FROM named n JOIN bounce_blocklists l USING (blocklist)
GROUP BY l.blocklist
ORDER BY bounces DESC, l.blocklist;

\echo '   The addresses that are complained of'
\echo

SELECT host(sender_ip) AS address,
	count(*) FILTER (WHERE reason = 'blocklisted') AS listed,
	count(DISTINCT blocklist) FILTER (WHERE reason = 'blocklisted') AS "by lists",
	count(*) FILTER (WHERE reason = 'reputation') AS "poor reputation",
	count(*) FILTER (WHERE reason = 'authentication') AS unauthenticated,
	count(*) FILTER (WHERE reason IN ('rate_limited', 'greylisted')) AS "slowed down",
	count(*) AS bounces,
	max(at)::date AS "last on"
FROM bounces
WHERE sender_ip IS NOT NULL
GROUP BY sender_ip
ORDER BY bounces DESC, sender_ip;

\echo '6. The messages that come most often, without what differs from one recipient to the next'
\echo

SELECT count(*) AS bounces, count(DISTINCT details) AS texts, reason,
	regexp_replace(pg_temp.shown(bounce_fingerprint(details), 145), '^(.{60,84}) ', E'\\1\n') AS message
FROM bounces
GROUP BY bounce_fingerprint(details), reason
ORDER BY bounces DESC, message
LIMIT 12;

\echo '7. The worst campaigns: spam blocks and invalid addresses'
\echo

SELECT campaign_id AS campaign, pg_temp.shown(asset_name, 36) AS "e-mail",
	count(*) AS bounces,
	count(*) FILTER (WHERE category = 'spam_block') AS "spam blocks",
	count(*) FILTER (WHERE category = 'email_invalid') AS invalid,
	pg_temp.percent(count(*) FILTER (WHERE is_hard(category)), count(*)) AS share,
	pg_temp.percent(count(*) FILTER (WHERE is_hard(category)), sum(count(*) FILTER (WHERE is_hard(category))) OVER ()::bigint)
		AS "of all",
	mode() WITHIN GROUP (ORDER BY reason) FILTER (WHERE is_hard(category)) AS "mostly"
FROM bounces
GROUP BY campaign_id, asset_name
ORDER BY count(*) FILTER (WHERE is_hard(category)) DESC
LIMIT 8;

\echo '8. Leads to suspend now: a spam block in the last 24 hours of the data (with live data, take now())'
\echo

CREATE TEMP TABLE leads AS
SELECT lead_id, marketo_lead_status(category, at, details, certain) AS status, bool_or(marketo = 'email_invalid') AS invalid_for_marketo
FROM bounces
GROUP BY lead_id;

SELECT count(*) OVER () AS leads, lead_id AS lead,
	to_char((status).email_suspended_until AT TIME ZONE 'UTC', 'Mon DD HH24:MI') AS "until (UTC)",
	(a).reason, (a).advice, pg_temp.shown((status).email_suspended_cause, 50) AS details
FROM (
	SELECT lead_id, status, analyze_bounce((status).email_suspended_cause) AS a
	FROM leads WHERE email_suspended(status, (SELECT max(at) FROM bounces))
	OFFSET 0
) AS suspended
ORDER BY (status).email_suspended_until DESC, lead_id
LIMIT 8;

\echo '   Leads to mark invalid: a certain 2, or an uncertain one again after 72 hours or more'
\echo

SELECT count(*) FILTER (WHERE (status).email_invalid) AS invalid,
	count(*) FILTER (WHERE NOT (status).email_invalid AND two) AS "wait for a second time",
	count(*) FILTER (WHERE NOT two AND invalid_for_marketo) AS "invalid for Marketo only"
FROM leads JOIN (SELECT lead_id, bool_or(category = 'email_invalid') AS two FROM bounces GROUP BY lead_id) AS b USING (lead_id);

SELECT lead_id AS lead, (status).invalid_since::date AS since, (status).hard_bounces AS hard, (status).soft_bounces AS soft,
	(a).reason, (a).certain, pg_temp.shown((status).email_invalid_cause, 46) AS details
FROM (
	SELECT lead_id, status, analyze_bounce((status).email_invalid_cause) AS a,
		row_number() OVER (PARTITION BY (analyze_bounce((status).email_invalid_cause)).certain ORDER BY (status).invalid_since DESC, lead_id) AS n
	FROM leads WHERE (status).email_invalid
	OFFSET 0
) AS invalid
WHERE n <= 5
ORDER BY (a).certain DESC, (status).invalid_since DESC, lead_id;

\echo '9. One verdict explained: the server gave up, but what the last try was told decides'
\echo

SELECT details
FROM bounces
WHERE details LIKE '%last transfail%Mailbox over quota%'
ORDER BY details
LIMIT 1
\gset

SELECT replace(:'details', ' (last', E'\n(last') AS text;

SELECT what, finding, reason, strength, words, outcome FROM explain_bounce(:'details');

\echo '10. The codes that servers answer with'
\echo

SELECT b.code, count(*) AS bounces,
	pg_temp.percent(count(*), sum(count(*)) OVER ()::bigint) AS share,
	pg_temp.shown(coalesce(i.deck_explanation, i.detail_name, i.meaning), 50) AS "meaning of the code",
	count(DISTINCT b.reason) AS reasons,
	mode() WITHIN GROUP (ORDER BY b.reason) AS "mostly"
FROM bounces b, LATERAL (
	SELECT * FROM enhanced_code_info(b.code) WHERE enhanced_code(b.code) IS NOT NULL
	UNION ALL
	SELECT * FROM reply_code_info(reply_code(b.code)) WHERE enhanced_code(b.code) IS NULL
) AS i
GROUP BY b.code, i.deck_explanation, i.detail_name, i.meaning
ORDER BY bounces DESC, b.code
LIMIT 10;

\echo '    What Google means by one of them: enhanced_code_info(''5.7.26'', ''google'')'
\echo

\x on
SELECT code, detail_name, meaning, provider_meaning, category, reason FROM enhanced_code_info('5.7.26', 'google');
\x off

-- One statement after the other, for postgres --single; each gives a digest.
SELECT md5(string_agg(concat_ws('|', classify_bounce(t), classify_bounce(t, 'mx.example.com'), diagnose_bounce(t),
	diagnose_bounce(t, 'mx1.google.com'), is_hard_bounce(t), is_soft_bounce(t), extract_bounce_code(t)), ',' ORDER BY id)) AS digest FROM corpus;
SELECT md5(string_agg(concat_ws('|', analyze_bounce(t), analyze_bounce(t, t)), ',' ORDER BY id)) AS digest FROM corpus;
SELECT md5(string_agg(bounce_fingerprint(t), ',' ORDER BY id)) AS digest FROM corpus;
SELECT md5(string_agg((SELECT string_agg(e::text, '/' ORDER BY step) FROM explain_bounce(t) AS e), ',' ORDER BY id)) AS digest FROM corpus;
INSERT INTO bounce_overrides (phrase, reason) VALUES ('(user|mailbox) *3 (unknown|full|disabled)', 'policy'), ('spamhaus.org', 'blocklisted');
INSERT INTO bounce_overrides (regex, reason) VALUES ('x[0-9]+', 'virus');
SELECT md5(string_agg(concat_ws('|', site_classify_bounce(t), site_diagnose_bounce(t, 'mx.example.com'), site_analyze_bounce(t)), ',' ORDER BY id)) AS digest FROM corpus;
SELECT md5(string_agg(p::text, ',')) AS digest FROM bounce_override_preview('corpus', 't', 'soft_other', 'message') AS p;
INSERT INTO by_trigger (id, t) SELECT id, t FROM corpus;
SELECT md5(string_agg(f::text, ',' ORDER BY id)) AS digest FROM by_trigger AS f;
INSERT INTO codes SELECT extract_bounce_code(t) FROM corpus;
ANALYZE codes;
SELECT md5(string_agg(concat_ws('|', code, reply_code(code), enhanced_code(code), code_class(code), code_subject(code), code_detail(code), is_permanent(code),
	is_transient(code), code <@ '5.1', make_bounce_code(reply_code(code), enhanced_code(code)::text), try_bounce_code(code::text), enhanced_code_info(code),
	enhanced_code_info(code::text, 'google'), reply_code_info(reply_code(code))), ',' ORDER BY code)) AS digest FROM codes;
SELECT md5(string_agg(code::text, ',' ORDER BY code)) || count(DISTINCT code) || min(code) || max(code) AS digest FROM codes WHERE code <@ '5';
SELECT md5(string_agg(concat_ws('|', marketo_category(c), marketo_action(c), interesting_moment(c, 'news'), bounce_category_name(c), is_hard(c), is_soft(c),
	bounce_category_from_marketo(marketo_category(c))), ',')) AS digest FROM unnest(enum_range(NULL::bounce_category)) AS c;
SELECT md5(bounce_tally(classify_bounce(t))::text) AS digest FROM corpus;
SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS digest FROM (SELECT marketo_lead_status(classify_bounce(t), '2026-01-01'::timestamptz + id * interval '1 hour', t,
	(analyze_bounce(t)).certain) AS s FROM corpus GROUP BY id % 7) AS f;
SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) AS digest FROM (SELECT bounce_is_chronic(diagnose_bounce(t), '2026-01-01'::timestamptz + id * interval '1 hour', 5,
	'3 days') AS s FROM corpus GROUP BY id % 7) AS f;
SELECT md5(string_agg(marketo_activity(jsonb_build_object('id', id, 'leadId', 1, 'activityDate', '2026-01-01T00:00:00Z', 'activityTypeId', 8, 'attributes',
	jsonb_build_array(jsonb_build_object('name', 'Details', 'value', t), jsonb_build_object('name', 'Category', 'value', '2'))))::text, ',' ORDER BY id)) AS digest FROM corpus;
SELECT md5(string_agg(r::text, ',')) || bounce_version() || bounce_rules_version() AS digest FROM bounce_rules() AS r;

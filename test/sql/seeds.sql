--
-- The seeded tables.
--
SELECT label, marketo_category AS no, type, description, marketo_action, suspend_for, sets_invalid FROM bounce_categories ORDER BY no;
SELECT label, interesting_moment FROM bounce_categories ORDER BY marketo_category;
SELECT category, count(*), string_agg(reason, ' ' ORDER BY reason COLLATE "C") FROM bounce_reasons GROUP BY category ORDER BY category COLLATE "C";
SELECT about, count(*) FROM bounce_reasons GROUP BY about ORDER BY about COLLATE "C";
SELECT advice, count(*) FROM bounce_reasons GROUP BY advice ORDER BY advice COLLATE "C";

-- tables and enums have the same labels
SELECT label FROM bounce_categories EXCEPT SELECT unnest(enum_range(NULL::bounce_category))::text;
SELECT unnest(enum_range(NULL::bounce_category))::text EXCEPT SELECT label FROM bounce_categories;
SELECT reason FROM bounce_reasons EXCEPT SELECT unnest(enum_range(NULL::bounce_reason))::text;
SELECT unnest(enum_range(NULL::bounce_reason))::text EXCEPT SELECT reason FROM bounce_reasons;

-- names of labels are immutable: usable in an index, and joinable with text
SELECT bounce_category_name('email_invalid'), bounce_reason_name('user_unknown'), bounce_reason_name(NULL);
SELECT count(*) FROM unnest(enum_range(NULL::bounce_reason)) AS r JOIN bounce_reasons b ON b.reason = bounce_reason_name(r);
CREATE TABLE named (reason bounce_reason, name text GENERATED ALWAYS AS (bounce_reason_name(reason)) STORED);
CREATE INDEX ON named (bounce_reason_name(reason));
INSERT INTO named VALUES ('mailbox_full'), (NULL);
TABLE named;
DROP TABLE named;

-- the deck's annex: 15 reply codes and 48 enhanced codes
SELECT count(*) FROM smtp_reply_codes WHERE deck_explanation IS NOT NULL;
SELECT count(*) FROM smtp_enhanced_codes WHERE deck_explanation IS NOT NULL;
SELECT deck_type, count(*) FROM smtp_reply_codes WHERE deck_explanation IS NOT NULL GROUP BY 1 ORDER BY 1;
SELECT code, deck_explanation, name FROM smtp_enhanced_codes WHERE code IN ('5.0.0', '5.1.1', '5.2.2', '5.4.4', '5.7.7') ORDER BY code;
SELECT code, deck_explanation FROM smtp_reply_codes WHERE code IN (250, 421, 550, 554) ORDER BY code;

-- the registry, a row for each class
SELECT code_class(code), count(*), count(*) FILTER (WHERE in_class) AS in_class FROM smtp_enhanced_codes GROUP BY 1 ORDER BY 1;
SELECT min(code), max(code) FROM smtp_enhanced_codes;
-- a bare transient code never makes an address invalid
SELECT count(*) FROM smtp_enhanced_codes WHERE is_transient(code) AND category = 'email_invalid';

-- the breadth of the rest
SELECT count(*) >= 200 AS mailbox_domains FROM bounce_provider_domains WHERE kind = 'mailbox';
SELECT count(*) >= 100 AS mx_suffixes FROM bounce_provider_domains WHERE kind = 'mx';
SELECT count(*) >= 50 AS blocklists FROM bounce_blocklists;
SELECT count(*) >= 300 AS provider_codes FROM bounce_provider_codes;
SELECT provider, marker, code, category, reason FROM bounce_provider_codes
WHERE (provider, marker) IN (('outlook', 'S3150'), ('yahoo', '[TSS04]'), ('cox', 'AUP#CXBL'), ('comcast', 'BL000001')) ORDER BY 1, 2;
SELECT kind, count(*) > 10 AS many FROM bounce_providers GROUP BY kind ORDER BY kind COLLATE "C";
SELECT DISTINCT lists FROM bounce_blocklists ORDER BY lists;
SELECT suffix, provider FROM bounce_provider_domains WHERE (suffix, kind) IN (('gmail.com', 'mailbox'), ('mail.protection.outlook.com', 'mx'), ('web.de', 'mailbox')) ORDER BY suffix COLLATE "C";

-- kinds of bounces of sending platforms; SparkPost and Momentum share theirs
SELECT vendor, count(*) AS codes, count(*) FILTER (WHERE certain) AS certain FROM bounce_vendor_codes GROUP BY vendor ORDER BY vendor COLLATE "C";
SELECT vendor, code, name, type, category, reason, certain, ground FROM bounce_vendor_codes
WHERE (vendor, code) IN (('sparkpost', '10'), ('momentum', '90'), ('powermta', 'quota-issues'), ('ses', 'Permanent/General'), ('mailgun', '605'), ('postmark', '1'), ('mailjet', 'domain/greylisted'))
ORDER BY vendor COLLATE "C", code COLLATE "C";
-- vendors are providers, but for a library
SELECT DISTINCT vendor FROM bounce_vendor_codes WHERE vendor NOT IN (SELECT provider FROM bounce_providers);
-- what may pass is never certain, and an opt-out or a complaint is no bounce
SELECT count(*) AS wrong FROM bounce_vendor_codes WHERE certain AND reason IN ('domain_unknown', 'suppressed');
SELECT DISTINCT category FROM bounce_vendor_codes WHERE code ~* 'unsub|complain|spam.?report' AND reason <> 'suppressed';
-- each has the category of its reason
SELECT count(*) AS differ FROM bounce_vendor_codes v JOIN bounce_reasons r USING (reason) WHERE v.category <> r.category;
